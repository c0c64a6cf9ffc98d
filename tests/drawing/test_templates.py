"""Templates: ink at any size, and strokes that look like it."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.drawing import brush, templates
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.filling import filled


def _alpha(key: str, size: int) -> np.ndarray:
    return np.asarray(templates.picture(key, size))[..., 3]


def test_what_there_is() -> None:
    keys = [template.key for template in templates.ALL]
    assert len(set(keys)) == len(keys) >= 12
    assert {template.group for template in templates.ALL} == {templates.FACES, templates.DRAWINGS}
    assert all(template.credit and template.title for template in templates.ALL)
    with pytest.raises(StudioError, match="There is no template"):
        templates.find("dog")


@pytest.mark.parametrize("template", templates.ALL, ids=lambda template: template.key)
def test_ink_at_any_size(template: templates.Template) -> None:
    for size in (1, 40, 256, 1500):
        image = templates.picture(template.key, size, (10, 20, 30))
        assert image.mode == "RGBA" and image.size == (size, size)
        assert (np.asarray(image)[..., :3] == (10, 20, 30)).all()
    ink = _alpha(template.key, 256) > 127
    assert 0.02 < ink.mean() < 0.25
    assert not ink[:2].any() and not ink[:, :2].any() and not ink[:, -2:].any(), "nothing is cut off"
    assert (_alpha(template.key, 256) == _alpha(template.key, 256)).all()


def test_impossible_sizes() -> None:
    for size in (0, -3, 9000):
        with pytest.raises(StudioError, match=str(size)):
            templates.picture("cat", size)


@pytest.mark.parametrize("template", templates.ALL, ids=lambda template: template.key)
def test_strokes_are_the_picture(template: templates.Template) -> None:
    strokes = templates.strokes(template.key, 300, 100, 50)
    assert bool(strokes) == template.editable
    mask = np.zeros((400, 500), np.uint8)
    for stroke in strokes:
        brush.cover(mask, brush.path(stroke.points, stroke.size), brush.Area(0, 0, 500, 400))
    if strokes:
        drawing = Drawing()
        drawing.do(*strokes)
        assert len(drawing.numbered()) == len(strokes)
        difference = np.abs(mask[50:350, 100:400].astype(int) - _alpha(template.key, 300))
        assert difference.mean() < 1


@pytest.mark.parametrize(("key", "x", "y"), [
    ("cat", 28, 64), ("cat", 30, 53), ("flower", 46, 57), ("flower", 50, 36), ("flower", 30, 85), ("fish", 15, 50),
    ("fish", 55, 62), ("fish", 88, 44), ("house", 50, 45), ("house", 22, 80), ("house", 50, 80), ("house", 72, 20),
    ("mushroom", 50, 18), ("mushroom", 50, 90), ("head", 42, 72),
])  # fmt: skip
def test_areas_are_closed(key: str, x: int, y: int) -> None:
    ink = _alpha(key, 600) > 100
    found = filled(ink, x * 6, y * 6)
    assert found is not None
    assert 100 < found[2].sum() < 0.4 * ink.size
