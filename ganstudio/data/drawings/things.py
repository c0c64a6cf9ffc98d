"""Painters of things: animals, plants, vehicles, buildings, vessels, people, scenes."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ganstudio.data.drawings.sheet import Sheet, curve, moved, oval, turned, wobbly

Rng = np.random.Generator


def fish(rng: Rng, size: int) -> Image.Image:
    """A fish with fins, stripes and bubbles."""
    sheet, long, high = Sheet(rng, size, 20), rng.uniform(0.24, 0.32), rng.uniform(0.12, 0.22)
    tail, fin = sheet.tone(), sheet.tone()
    sheet.polygon(curve((0.5 + 0.8 * long, 0.5), (0.93, 0.5 - high), (0.87, 0.5), (0.93, 0.5 + high)), tail)
    sheet.polygon(curve((0.36, 0.52 - high), (0.5, 0.38 - high), (0.64, 0.54 - high)), fin)
    sheet.polygon(oval(long, high) + 0.5)
    for x in np.linspace(0.47, 0.68, rng.integers(0, 5)):
        sheet.oval(x, 0.5, 0.02, 0.8 * high * np.sqrt(max(0.05, 1 - ((x - 0.5) / long) ** 2)))
    sheet.oval(0.5, 0.55, 0.07, 0.03, rng.uniform(-30, 30), fin)
    sheet.oval(0.5 - 0.62 * long, 0.46, 0.035, 0.035)
    for _ in range(rng.integers(0, 4)):
        sheet.oval(rng.uniform(0.05, 0.18), rng.uniform(0.1, 0.4), *rng.uniform(0.015, 0.04, 1).repeat(2))
    return sheet.image


def beast(rng: Rng, size: int) -> Image.Image:
    """An animal on four legs: ears of any kind, perhaps spots, a mane, a collar."""
    sheet = Sheet(rng, size, 6)
    coat, ear, belly = sheet.tone(), sheet.tone(), sheet.tone()
    body = rng.uniform(0.1, 0.17)
    sheet.polygon(curve((0.78, 0.5), (0.9, 0.45), (0.93, 0.25), (0.86, 0.4), (0.76, 0.6)), ear)
    for x in (0.42, 0.52, 0.68, 0.77):
        sheet.box(x, 0.55, x + rng.uniform(0.045, 0.07), rng.uniform(0.82, 0.86), coat)
    sheet.oval(0.6, 0.55, 0.24, body, 0, coat)
    if rng.random() < 0.5:
        sheet.oval(0.6, 0.55 + 0.55 * body, 0.17, 0.4 * body, 0, belly)
    for _ in range(rng.integers(0, 6)):
        sheet.oval(rng.uniform(0.45, 0.75), 0.53 + rng.uniform(-0.5, 0.4) * body, *rng.uniform(0.015, 0.05, 2))
    head, long = rng.uniform(0.11, 0.16), rng.uniform(0.06, 0.16)
    if rng.random() < 0.3:
        sheet.polygon(moved(wobbly(rng, 1.45 * head, 9, 0.2), 0.32, 0.36), ear)
    for side in (-1, 1):
        if rng.random() < 0.5:
            sheet.oval(0.32 + side * 0.7 * head, 0.36 - 0.8 * head, 0.045, long, 25 * side, ear)
        else:
            tip = (0.32 + side * 1.05 * head, 0.36 - head - long)
            sheet.polygon(np.array([(0.32 + side * 0.15 * head, 0.36 - 0.8 * head), tip,
                                    (0.32 + side * head, 0.36 - 0.3 * head)]), ear)  # fmt: skip
    sheet.polygon(moved(wobbly(rng, head, 3, 0.05), 0.32, 0.36), coat)
    sheet.oval(0.32, 0.36 + 0.4 * head, 0.5 * head, 0.32 * head, 0, belly)
    for x in (-0.35, 0.35):
        sheet.oval(0.32 + x * head, 0.36 - 0.2 * head, 0.2 * head, 0.24 * head)
    sheet.oval(0.32, 0.36 + 0.25 * head, 0.16 * head, 0.11 * head)
    return sheet.image


def bird(rng: Rng, size: int) -> Image.Image:
    """A bird on a branch, or swimming."""
    sheet, wing = Sheet(rng, size, 15), rng.uniform(0.12, 0.2)
    coat, beak = sheet.tone(), sheet.tone()
    if rng.random() < 0.5:
        sheet.polygon(curve((0.05, 0.83), (0.5, 0.78), (0.95, 0.8), (0.95, 0.84), (0.5, 0.83), (0.05, 0.88)))
        for x in (0.5, 0.57):
            sheet.box(x, 0.7, x + 0.02, 0.8, beak)
    sheet.polygon(np.array([(0.65, 0.5), (0.95, 0.4 + 0.2 * rng.random()), (0.9, 0.62), (0.6, 0.66)]))
    sheet.oval(0.54, 0.58, 0.22, 0.16, 0, coat)
    sheet.polygon(np.array([(0.25, 0.36), (0.1, rng.uniform(0.38, 0.46)), (0.26, 0.46)]), beak)
    sheet.oval(0.35, 0.4, 0.12, 0.12, 0, coat if rng.random() < 0.6 else None)
    for turn in np.linspace(-8, 22, rng.integers(1, 4)):
        sheet.oval(0.6, 0.52 + 0.005 * turn, wing, 0.06, turn)
    sheet.oval(0.32, 0.37, 0.025, 0.025)
    if rng.random() < 0.4:
        sheet.polygon(np.array([(0.32, 0.29), (0.36, 0.15), (0.39, 0.26), (0.46, 0.2), (0.42, 0.31)]), beak)
    return sheet.image


def plant(rng: Rng, size: int) -> Image.Image:
    """Flowers or leaves on stems, in a pot or not."""
    sheet = Sheet(rng, size, 8)
    leaf, petal, middle = sheet.tone(), sheet.tone(), sheet.tone()
    for x in rng.permutation([0.3, 0.5, 0.7])[: rng.integers(1, 4)]:
        y, bend = rng.uniform(0.2, 0.4), rng.uniform(-0.08, 0.08)
        way = curve((0.5 + 0.2 * (x - 0.5), 0.82), (x + bend, 0.6), (x, y))
        sheet.polygon(np.concatenate([moved(way, -0.012, 0), moved(way[::-1], 0.012, 0)]), leaf)
        for at in rng.choice(len(way), rng.integers(0, 4)):
            turn = rng.uniform(-60, 60)
            sheet.polygon(turned(moved(oval(0.09, 0.035), 0.09, 0), turn) + way[at], leaf)
        count, far = int(rng.integers(4, 9)), rng.uniform(0.05, 0.08)
        for turn in np.arange(count) * 360 / count:
            sheet.polygon(moved(turned(moved(oval(far, 2.2 * far / count), 1.1 * far, 0), turn), x, y), petal)
        sheet.oval(x, y, 0.5 * far, 0.5 * far, 0, middle)
    if rng.random() < 0.6:
        sheet.polygon(np.array([(0.32, 0.72), (0.68, 0.72), (0.62, 0.94), (0.38, 0.94)]))
        sheet.box(0.3, 0.69, 0.7, 0.75)
    return sheet.image


def car(rng: Rng, size: int) -> Image.Image:
    """A car, a van or a lorry."""
    sheet, roof = Sheet(rng, size, 5), rng.uniform(0.32, 0.42)
    paint, glass, tyre = sheet.tone(), sheet.tone(), sheet.tone()
    front, back = rng.uniform(0.2, 0.34), rng.uniform(0.66, 0.9)
    sheet.polygon(np.array([(front, 0.54), (front + 0.1, roof), (back - 0.06, roof), (back, 0.54)]), paint)
    for left, right in ((front + 0.06, 0.48), (0.52, back - 0.07)):
        sheet.polygon(np.array([(left, 0.53), (left + 0.05, roof + 0.03), (right, roof + 0.03), (right, 0.53)]), glass)
    sheet.polygon(curve((0.08, 0.7), (0.08, 0.58), (0.2, 0.53), (0.88, 0.53), (0.94, 0.6), (0.93, 0.7)), paint)
    if rng.random() < 0.5:
        sheet.box(0.09, 0.6, 0.92, 0.64)
    sheet.oval(0.11, 0.6, 0.03, 0.025)
    wheel = rng.uniform(0.07, 0.1)
    for x in (0.28, 0.74):
        sheet.oval(x, 0.7, wheel, wheel, 0, tyre)
        sheet.oval(x, 0.7, 0.5 * wheel, 0.5 * wheel)
    return sheet.image


def town(rng: Rng, size: int) -> Image.Image:
    """Towers beside each other, with rows of windows and roofs of all kinds."""
    sheet, left = Sheet(rng, size, 3, (0.8, 1.0)), 0.08
    while left < 0.8:
        right, top = left + rng.uniform(0.12, 0.26), rng.uniform(0.2, 0.55)
        wall, glass, middle = sheet.tone(), sheet.tone(), (left + right) / 2
        kind = rng.integers(3)
        if kind == 0:
            sheet.polygon(curve((left, top + 0.02), (middle, top - 0.12), (right, top + 0.02)))
        elif kind == 1:
            sheet.polygon(np.array([(left, top), (left + 0.02, top - 0.1), (right, top)]))
        sheet.box(left, top, right, 0.88, wall)
        across, down = int(rng.integers(1, 4)), int(rng.integers(2, 5))
        for x in np.arange(across):
            for y in np.arange(down):
                a = left + (right - left) * (x + 0.25) / across
                b = top + (0.8 - top) * (y + 0.3) / down
                sheet.box(a, b, a + 0.5 * (right - left) / across, b + 0.4 * (0.8 - top) / down, glass)
        left = right - rng.uniform(0, 0.03)
    sheet.box(0.02, 0.87, 0.98, 0.93)
    return sheet.image


def vessel(rng: Rng, size: int) -> Image.Image:
    """A vase, cup or bottle with bands: one profile, mirrored."""
    sheet = Sheet(rng, size, 8)
    levels = np.linspace(0.12, 0.88, 7)
    wide = np.convolve(rng.uniform(0.06, 0.34, 9), np.ones(3) / 3, "valid")
    right = curve(*[(0.5 + far, y) for far, y in zip(wide, levels)])
    if rng.random() < 0.5:
        handle, tone = moved(wobbly(rng, 0.13, 2, 0.05), 0.5 + wide[3], 0.45), sheet.tone()
        sheet.polygon(handle, tone)
        sheet.polygon(0.6 * handle + 0.4 * handle.mean(0), (255, 255, 255))
    sheet.polygon(np.concatenate([right, (right * (-1, 1) + (1, 0))[::-1]]))
    for _ in range(rng.integers(0, 4)):
        first = int(rng.integers(3, len(right) - 8))
        band = right[first : first + int(rng.integers(3, 9))]
        sheet.polygon(np.concatenate([band, (band * (-1, 1) + (1, 0))[::-1]]))
    sheet.oval(0.5, 0.12, wide[0], 0.03)
    return sheet.image


def person(rng: Rng, size: int) -> Image.Image:
    """Somebody standing: hair, clothes, shoes, perhaps something in a hand."""
    sheet = Sheet(rng, size, 5, (0.85, 1.05))
    skin, hair, shirt, trousers, shoes = (sheet.tone() for _ in range(5))
    wide, head = rng.uniform(0.1, 0.16), rng.uniform(0.08, 0.12)
    if rng.random() < 0.5:
        sheet.polygon(moved(wobbly(rng, 1.5 * head, 4, 0.08), 0.5, 0.24), hair)
    for side in (-1, 1):
        hand = (0.5 + side * rng.uniform(0.2, 0.32), rng.uniform(0.3, 0.62))
        arm = curve((0.5 + side * 0.7 * wide, 0.37), (0.5 + side * (wide + 0.06), 0.5), hand)
        sheet.polygon(np.concatenate([moved(arm, -0.025, 0), moved(arm[::-1], 0.025, 0.02)]), shirt)
        sheet.oval(*hand, 0.035, 0.035, 0, skin)
        sheet.box(0.5 + side * 0.05 - 0.045, 0.6, 0.5 + side * 0.05 + 0.045, 0.88, trousers)
        sheet.oval(0.5 + side * 0.07, 0.89, 0.07, 0.03, 0, shoes)
    low = wide * rng.uniform(0.8, 1.7)
    sheet.polygon(np.array([(0.5 - wide, 0.35), (0.5 + wide, 0.35), (0.5 + low, 0.66), (0.5 - low, 0.66)]), shirt)
    sheet.box(0.5 - min(wide, low), 0.52, 0.5 + min(wide, low), 0.55)
    sheet.oval(0.5, 0.24, head, 1.15 * head, 0, skin)
    sheet.polygon(curve((0.5 - head, 0.24), (0.5 - 0.8 * head, 0.12), (0.5 + 0.8 * head, 0.12), (0.5 + head, 0.24),
                        (0.5 + 0.3 * head, 0.18), (0.5 - 0.4 * head, 0.2)), hair)  # fmt: skip
    for x in (-0.4, 0.4):
        sheet.oval(0.5 + x * head, 0.25, 0.016, 0.018)
    sheet.oval(0.5, 0.25 + 0.55 * head, 0.3 * head, 0.12 * head)
    return sheet.image


def butterfly(rng: Rng, size: int) -> Image.Image:
    """Two pairs of wings with spots, alike on both sides."""
    sheet = Sheet(rng, size, 25)
    for y, far, spots in ((0.36, rng.uniform(0.16, 0.22), 4), (0.66, rng.uniform(0.1, 0.17), 3)):
        wing, paint = moved(wobbly(rng, far, 4, 0.15), 0.5 + far, y), sheet.tone()
        marks = [(moved(wobbly(rng, far * rng.uniform(0.15, 0.3), 3), 0.5 + far * rng.uniform(0.5, 1.5),
                        y + far * rng.uniform(-0.5, 0.5)), sheet.tone()) for _ in range(spots)]  # fmt: skip
        for flip in ((1.0, 0.0), (-1.0, 1.0)):
            for outline, colour in [(wing, paint), *marks]:
                sheet.polygon(outline * (flip[0], 1) + (flip[1], 0), colour)
    sheet.oval(0.5, 0.5, 0.035, 0.26)
    sheet.oval(0.5, 0.22, 0.05, 0.05)
    return sheet.image


def scenery(rng: Rng, size: int) -> Image.Image:
    """Hills, firs, clouds, a moon; what is above them is paper."""
    sheet = Sheet(rng, size, 2, (0.9, 1.1))
    xs = np.linspace(-0.2, 1.2, 40)
    if rng.random() < 0.6:
        sheet.oval(rng.uniform(0.15, 0.85), 0.2, *rng.uniform(0.05, 0.1, 1).repeat(2))
    for _ in range(rng.integers(0, 3)):
        x, y, tone = rng.uniform(0.15, 0.85), rng.uniform(0.12, 0.3), sheet.tone()
        for away in (-0.08, 0.0, 0.08):
            sheet.oval(x + away, y, 0.07, rng.uniform(0.035, 0.06), 0, tone)
    for base in np.sort(rng.uniform(0.4, 0.88, rng.integers(2, 5))):
        ys = base + rng.uniform(0.02, 0.12) * np.sin(rng.uniform(3, 12) * xs + rng.uniform(0, 6))
        sheet.polygon(np.concatenate([np.stack([xs, ys], 1), [[1.2, 1.3], [-0.2, 1.3]]]))
        for at in rng.integers(8, 32, rng.integers(0, 3)):
            high, green = rng.uniform(0.12, 0.24), sheet.tone()
            sheet.box(xs[at] - 0.012, ys[at] - 0.03, xs[at] + 0.012, ys[at] + 0.05)
            for step in range(3):
                top = ys[at] - high * (0.35 + 0.27 * step)
                wide = high * (0.36 - 0.08 * step)
                sheet.polygon(np.array([(xs[at], top - 0.3 * high), (xs[at] + wide, top + 0.35 * high),
                                        (xs[at] - wide, top + 0.35 * high)]), green)  # fmt: skip
    return sheet.image


def boat(rng: Rng, size: int) -> Image.Image:
    """A boat with sails on waves."""
    sheet, mast = Sheet(rng, size, 10), rng.uniform(0.42, 0.55)
    sheet.box(mast, 0.12, mast + 0.02, 0.66)
    for side, far in ((-1, rng.uniform(0.15, 0.3)), (1, rng.uniform(0.2, 0.34))):
        sail = np.array([(mast + 0.01 + side * 0.015, 0.14), (mast + 0.01 + side * far, 0.56),
                         (mast + 0.01 + side * 0.015, 0.58)])  # fmt: skip
        sheet.polygon(sail)
        if rng.random() < 0.5:
            sheet.polygon(moved(sail * (1, 0.35), 0, 0.37))
    sheet.polygon(np.array([(mast + 0.01, 0.12), (mast - 0.1, 0.09), (mast + 0.01, 0.06)]))
    sheet.polygon(curve((0.12, 0.62), (0.3, 0.64), (0.88, 0.6), (0.76, 0.8), (0.28, 0.8), (0.12, 0.62)))
    sheet.polygon(curve((0.14, 0.68), (0.5, 0.71), (0.83, 0.68), (0.79, 0.75), (0.24, 0.76)))
    for x in np.linspace(0.35, 0.65, rng.integers(0, 4)):
        sheet.oval(x, 0.66, 0.025, 0.025)
    xs = np.linspace(0.02, 0.98, 40)
    for y in (0.78, 0.86):
        top = np.stack([xs, y + 0.025 * np.sin(rng.uniform(20, 35) * xs + rng.uniform(0, 6))], 1)
        sheet.polygon(np.concatenate([top, moved(top[::-1], 0, 0.1)]))
    return sheet.image


PAINTERS = (fish, beast, bird, plant, car, town, vessel, person, butterfly, scenery, boat)
