"""What files are: pictures are read whatever they are called, and everything else that looks like one is named."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from ganstudio.core.errors import StudioError
from ganstudio.data.decoding import images
from ganstudio.data.files import kinds
from ganstudio.data.sets import catalogue, store
from tests.drawings import GREY, drawing, numbers_of, pixels_of
from tests.layouts import save
from tests.looks import opened, problems
from tests.sick import chunk

# -- read, whatever the name (case 04) ----------------------------------------------------------------------


def test_that_pictures_are_read_whatever_their_ending(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for number, (ending, form) in enumerate([
        (".jpe", "JPEG"), (".apng", "PNG"), ("", "PNG"), (".jpg_large", "JPEG"), (".pnm", "PPM"), (".j2k", "JPEG2000"),
        (".qoi", "QOI"), (".dib", "BMP"), (".JPG", "JPEG"), (".png~", "PNG"), (".tmp", "WEBP"), (".jpg:orig", "JPEG"),
    ]):  # fmt: skip
        save(folder / f"{number}.png", number)
        with (folder / f"{number}{ending}").open("wb") as file:
            image = Image.open(folder / f"{number}.png")
            if form == "QOI":
                file.write(qoi(np.asarray(image)))
            else:
                image.save(file, form)
        if ending not in (".png",):
            (folder / f"{number}.png").unlink()
    look = opened(folder)
    assert sorted(numbers_of(look.pictures.pictures)) == [*range(12)]
    assert look.report.problems == ()


def qoi(pixels: np.ndarray) -> bytes:
    """The simplest file of that kind (qoiformat.org): every pixel written out."""
    height, width, _ = pixels.shape
    body = b"".join(b"\xfe" + bytes(pixel) for pixel in pixels.reshape(-1, 3).tolist())
    return b"qoif" + struct.pack(">IIBB", width, height, 3, 0) + body + b"\0" * 7 + b"\1"


def test_that_the_canvas_and_sets_read_the_same_kinds() -> None:
    from ganstudio.ui import file_dialogs

    for suffix in kinds.SUFFIXES:
        assert f"*{suffix}" in file_dialogs.PICTURES
        assert catalogue.is_collection(Path(f"a{suffix}"))
        assert kinds.is_picture(Path(f"a{suffix}"))


# -- named, whatever it claims (case 10) --------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n"


def krita(mimetype: bytes) -> bytes:
    """A zip whose first entry says what it is, stored, as Krita and OpenRaster's specification want it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", mimetype)
    return out.getvalue()


FOREIGN = {
    "IMG_1.jpg": (b"\0\0\0\x18ftypheic" + b"\0" * 4 + b"mif1heic", "a HEIC picture; export it as JPEG"),
    "mif.png": (b"\0\0\0\x18ftypmif1" + b"\0" * 4, "a HEIC picture"),
    "jxl.png": (b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 20, "a JPEG XL picture; export it as PNG"),
    "bare.jpg": (b"\xff\x0a" + b"\1" * 30, "a JPEG XL picture"),
    "raw.jpg": (b"II*\0\x10\0\0\0CR\2\0", "a raw photo of a camera"),
    "new raw.jpg": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a raw photo"),
    "layers.png": (b"8BPS\0\1" + b"\0" * 20, "a Photoshop document; export it as PNG"),
    "sketch.png": (krita(b"application/x-krita"), "a Krita document"),
    "open.png": (krita(b"image/openraster"), "an OpenRaster document"),
    "gimp.png": (b"gimp xcf v011\0", "a GIMP document"),
    "clip.jpg": (b"CSFCHUNK" + b"\0" * 20, "a Clip Studio document"),
    "vector.png": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "a drawing in vectors"),
    "paper.jpg": (b"%PDF-1.7\n", "a PDF document; export its pages as PNG"),
    "page.jpg": (b"<!DOCTYPE html>\n<html><body>404</body></html>", "a web page; download the picture itself"),
    "pointer.png": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "a pointer of Git LFS"),
    "clip.png": (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2", "a video"),
    "hdr.tif": (b"#?RADIANCE\n", "a picture with a high dynamic range"),
    "icon.bmp": (b"\0\0\1\0\1\0\x10\x10", "a Windows icon"),
    "pack.png": (b"7z\xbc\xaf\x27\x1c\0\4", "an archive; unpack it yourself and add the folder"),
    "x.heic": (b"whatever", "a HEIC picture"), "x.NEF": (b"MM\0*\0\0", "a raw photo"),
    "x.rar": (b"Rar!\x1a\7", "an archive"),
    "x.jxl": (b"\xff\x0a", "a JPEG XL picture"), "noending": (b"\0\0\0\x18ftypheic", "a HEIC picture"),
}  # fmt: skip


def test_that_what_is_not_read_is_named_with_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    save(folder / "good.png", 7)
    for name, (data, _) in FOREIGN.items():
        (folder / name).write_bytes(data)
    look = opened(folder)
    assert numbers_of(look.pictures.pictures) == [7]
    sentences = {problem.file: problem.message for problem in look.report.problems if problem.code == "unsupported"}
    for name, (_, words) in FOREIGN.items():
        assert sentences[name].startswith(f"{name} is {words}"), name
    assert len(look.report.problems) == look.report.left_out == len(FOREIGN)
    told = store.prepare(look.data, 32, 3, tmp_path / "cache").left_out
    assert sorted(told) == sorted(sentences.values()), "a training says so too"


@pytest.mark.parametrize("name", ["IMG_1.jpg", "x.rar", "noending", "paper.jpg"])
def test_that_a_single_foreign_file_is_one_sentence(tmp_path: Path, name: str) -> None:
    data, words = FOREIGN[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(StudioError, match=words.split(";")[0]):
        opened(tmp_path / name)
    with pytest.raises(StudioError, match=words.split(";")[0]):
        images.load_picture(tmp_path / name, 32, 3)


def test_that_a_damaged_picture_is_not_called_foreign(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG + b"nonsense")
    with pytest.raises(StudioError, match="begins like a picture, and then is damaged"):
        images.load_picture(tmp_path / "a.png", 32, 3)


def test_that_a_missing_picture_names_the_folder_it_was_looked_for_in(tmp_path: Path) -> None:
    with pytest.raises(StudioError) as caught:
        images.load_picture(tmp_path / "gone.png", 32, 3)
    assert caught.value.message == f"gone.png does not exist in {tmp_path}."


# -- complaints about texts (case 09) -----------------------------------------------------------------------


def png_with(number: int, *extra: bytes, at_end: bool = False) -> bytes:
    buffer = io.BytesIO()
    drawing(number).save(buffer, "PNG")
    data = buffer.getvalue()
    place = len(data) - 12 if at_end else 33
    return data[:place] + b"".join(extra) + data[place:]


def bad(kind: bytes, data: bytes) -> bytes:
    """A chunk whose checksum is wrong."""
    whole = chunk(kind, data)
    return whole[:-4] + bytes(4)


TEXTS = {
    "long.png": png_with(1, chunk(b"iTXt", b"parameters\0\1\0\0\0" + zlib.compress(b"x" * (70 << 20)))),
    "long after.png": png_with(2, chunk(b"zTXt", b"prompt\0\0" + zlib.compress(b"y" * (2 << 20))), at_end=True),
    "bad sum.png": png_with(3, bad(b"tEXt", b"Software\0something")),
    "bad sum after.png": png_with(4, bad(b"tIME", bytes(7)), at_end=True),
    "profile.png": png_with(5, chunk(b"iCCP", b"broken\0\0nonsense")),
    "bad profile.png": png_with(6, bad(b"iCCP", b"broken\0\0nonsense")),
    "bad exif.png": png_with(7, bad(b"eXIf", b"MM\0*")),
    "not deflated.png": png_with(8, chunk(b"zTXt", b"a\0\0not deflated at all")),
    "many.png": png_with(9, *[chunk(b"tEXt", f"key{n}\0{'v' * 20000}".encode()) for n in range(400)]),
}


def test_that_texts_and_profiles_never_cost_the_picture(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name, data in TEXTS.items():
        (folder / name).write_bytes(data)
    look = opened(folder)
    assert sorted(numbers_of(look.pictures.pictures)) == [*range(1, 10)]
    assert look.report.problems == ()


def test_that_pixels_with_a_wrong_sum_are_still_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    save(folder / "good.png", 1)
    data = bytearray(png_with(2, chunk(b"tEXt", b"a\0b")))
    data[data.index(b"IDAT") + 10] ^= 0xFF
    (folder / "bad.png").write_bytes(data)
    look = opened(folder)
    assert numbers_of(look.pictures.pictures) == [1]
    assert [problem.code for problem in look.report.problems] == ["corrupt"]


def test_that_a_png_with_a_text_is_still_turned_by_its_exif(tmp_path: Path) -> None:
    folder, info, exif = tmp_path / "set", PngImagePlugin.PngInfo(), Image.Exif()
    folder.mkdir()
    info.add_text("parameters", "a cat")
    exif[0x0112] = 6
    drawing(33).transpose(Image.Transpose.ROTATE_90).save(folder / "a.png", pnginfo=info, exif=exif)
    look = opened(folder)
    assert numbers_of(look.pictures.pictures) == [33]
    assert [problem.code for problem in look.report.problems] == ["rotated"]


# -- pages (case 06) ----------------------------------------------------------------------------------------


def test_that_pages_and_frames_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    pages = [drawing(number) for number in range(3)]
    pages[0].save(folder / "pages.tif", save_all=True, append_images=pages[1:])
    pages[0].save(folder / "moving.webp", save_all=True, append_images=pages[1:2], lossless=True)
    pages[0].save(folder / "moving.apng", format="PNG", save_all=True, append_images=pages[1:])
    look = opened(folder)
    assert problems(look, "animated") == [
        "moving.apng has 3 pages or frames.", "moving.webp has 2 pages or frames.", "pages.tif has 3 pages or frames.",
    ]  # fmt: skip
    assert numbers_of(look.pictures.pictures) == [0, 0, 0]


# -- values (case 02) ---------------------------------------------------------------------------------------


def deep(number: int, top: float, kind: str) -> np.ndarray:
    return (pixels_of(number, 32, GREY).astype(np.float64) / 255 * top).astype(kind)


VALUES = {
    "8 bits in 16": (255, "u2", "png", "values from 0 to 255"), "10 bits": (1023, "u2", "png", "10 bits a channel"),
    "12 bits": (4095, "u2", "png", "12 bits a channel"), "14 bits": (16383, "u2", "tif", "14 bits a channel"),
    "16 bits": (65535, "u2", "png", "16 bits a channel"), "fractions": (1, "f4", "tif", "values from 0 to 1"),
    "int32": (1_000_000, "i4", "tif", "values from 0 to"), "0..1000": (1000, "f4", "tif", "10 bits a channel"),
    "0..100 %": (100, "f4", "tif", "values from 0 to 100"),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_that_contrast_is_kept_whatever_the_values(tmp_path: Path, name: str) -> None:
    top, kind, ending, words = VALUES[name]
    folder = tmp_path / "set"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(deep(number, top, kind)).save(folder / f"{number}.{ending}")
    look = opened(folder)
    assert sorted(numbers_of(look.pictures.pictures)) == [*range(4)]
    assert look.pictures.pictures[:].max() > 200
    assert all(words in sentence for sentence in problems(look, "16-bit"))
    assert len(problems(look, "16-bit")) == 4


def test_that_negative_fractions_are_black_to_white(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for number in range(4):
        Image.fromarray((deep(number, 2, "f4") - 1).astype("f4")).save(folder / f"{number}.tif")
    look = opened(folder)
    assert sorted(numbers_of(look.pictures.pictures)) == [*range(4)]
    assert all("values from -1 to 1" in sentence for sentence in problems(look, "16-bit"))


def test_that_a_dark_picture_stays_dark_beside_bright_ones(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(deep(number, 4095 if number else 900, "u2")).save(folder / f"{number}.png")
    looked = np.asarray(opened(folder).pictures.pictures[:])
    assert looked[0].max() < 64
    assert (looked[1:].max(axis=(1, 2, 3)) > 200).all()


ARRAYS = {
    "bytes": lambda a: (a * 255).astype(np.uint8), "0..1": lambda a: a.astype(np.float32), "-1..1": lambda a: a * 2 - 1,
    "0..1000": lambda a: a * 1000, "10 bits": lambda a: (a * 1023).astype(np.uint16),
    "12 bits": lambda a: (a * 4095).astype(np.int16), "14 bits": lambda a: (a * 16383).astype(np.uint16),
    "int32": lambda a: (a * 2_000_000_000).astype(np.int32), "z-scored": lambda a: (a - a.mean()) / a.std(),
    "half": lambda a: a.astype(np.float16), "0..16": lambda a: (a * 16).round().astype(np.int64),
    "not a number": lambda a: np.where(np.arange(a.size).reshape(a.shape) == 5, np.nan, a),
}  # fmt: skip


@pytest.mark.parametrize("name", ARRAYS)
def test_that_arrays_of_any_range_keep_their_contrast_and_say_so(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    pictures = np.stack([pixels_of(n, 28, GREY) for n in range(8)]).astype(np.float64) / 255
    np.savez(folder / "set.npz", images=ARRAYS[name](pictures), labels=np.arange(8) % 2)
    look = opened(folder, 28)
    assert numbers_of(look.pictures.pictures) == [*range(8)]
    assert [problem.code for problem in look.report.problems] == ([] if name == "bytes" else ["range"])


def test_that_a_binary_set_of_bytes_is_not_black(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    np.save(folder / "mnist_binary.npy", (np.stack([pixels_of(n, 28, GREY) for n in range(8)]) > 128).astype(np.uint8))
    assert np.asarray(opened(folder, 28).pictures.pictures[:]).max() == 255


# -- white on black (case 05) -------------------------------------------------------------------------------


def test_that_white_sketches_on_black_are_said_and_turned_at_a_click(tmp_path: Path) -> None:
    from tests.layouts import two_folders

    folder = two_folders(tmp_path / "set")
    sketches = next(path for path in sorted(folder.iterdir()) if "sketch" in path.name or "line" in path.name)
    for path in sketches.iterdir():
        lines = Image.new("L", (32, 32), 0)
        lines.paste(255, (4, 4, 28, 6))
        lines.save(path)
    look = opened(folder)
    assert (look.data.kind, len(problems(look, "dark-paper"))) == ("pairs", look.report.count)
    turned = opened(folder, invert=True)
    before, after = (np.asarray(each.pictures.partners["sketch"][:]) for each in (look, turned))
    assert np.array_equal(255 - before, after)


def test_that_a_copied_set_is_read_alike(tmp_path: Path) -> None:
    """Levels and kinds follow from the files, not from where they lie."""
    first = tmp_path / "a" / "set"
    first.mkdir(parents=True)
    for number in range(3):
        Image.fromarray(deep(number, 4095, "u2")).save(first / f"{number}.png")
    shutil.copytree(first, tmp_path / "b" / "set")
    assert opened(first).pictures.info.fingerprint == opened(tmp_path / "b" / "set").pictures.info.fingerprint
