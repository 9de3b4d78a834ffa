"""Pictures: what readers get of what a camera made, and what an author is told of pictures that cannot be shown."""

import io
import random
import re
import struct
import zlib

import pytest
from PIL import Image, ImageFile

from kommuneside import picture
from kommuneside.make import Order, make

BODY = '![En park](foto.jpg "Parken i maj"){credit="Foto: Ane Hansen"}'


def photo(width=1600, height=900, kind="JPEG", mode="RGB", **options):
    """A picture with a red top and a blue foot."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, height // 2, width, height))
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation=1):
    written = Image.Exif()
    written[0x0112], written[0x010F] = orientation, "Kamera A"
    written.get_ifd(0x8825)[1] = "N"
    return written


@pytest.fixture
def build(tmp_path):
    """Makes a site with some files beside its one text; gives the outcome."""

    def build(files, body=BODY, cache=False):
        (tmp_path / "config.yaml").write_text("name: Prøve\nbase_url: https://example.org/\n", "utf-8")
        (tmp_path / "content").mkdir(exist_ok=True)
        for name, data in files.items():
            (tmp_path / "content" / name).write_bytes(data)
        (tmp_path / "content/index.md").write_text(f"---\ntitle: Billeder\n---\nTekst.\n\n{body}\n", "utf-8")
        return make(Order(site=tmp_path, write=False, cache=cache))

    return build


def page(outcome):
    assert [problem for problem in outcome.problems if problem.severity == "error"] == []
    return outcome.files["index.html"].decode()


def shown(outcome, suffix=".webp"):
    """The picture's files, widest last, as (path, opened)."""
    found = {name: data for name, data in outcome.files.items() if re.search(rf"-\d+\{suffix}$", name)}
    images = {name: Image.open(io.BytesIO(data)) for name, data in found.items()}
    return sorted(images.items(), key=lambda one: one[1].width)


def test_a_page_gets_a_picture_in_the_sizes_it_needs_with_a_fallback_and_its_own_proportions(build):
    outcome = build({"foto.jpg": photo()})
    html = page(outcome)
    assert [image.width for _, image in shown(outcome)] == [400, 608, 912, 1216]
    assert [image.width for _, image in shown(outcome, ".jpg")] == [912]
    assert re.search(
        r'<source type="image/webp" srcset="foto\.\w{10}-400\.webp 400w, [^"]* 1216w" sizes="[^"]+">', html
    )
    tag = re.search(r"<img [^>]*>", html)[0]
    for part in ('alt="En park"', 'width="1216"', 'height="684"', 'loading="lazy"', 'decoding="async"'):
        assert part in tag
    assert "<figcaption>Parken i maj <small>Foto: Ane Hansen</small></figcaption>" in html


def test_a_picture_is_never_made_larger_than_it_is(build):
    outcome = build({"foto.jpg": photo(300, 200)})
    assert [image.size for _, image in shown(outcome)] == [(300, 200)]
    assert 'width="300" height="200"' in page(outcome)
    assert "(min-width: 340px) 300px" in page(outcome)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_the_camera_was_held_and_says_so_before_it_is_loaded(build, orientation):
    outcome = build({"foto.jpg": photo(800, 400, exif=exif(orientation))})
    size = (400, 800) if orientation > 4 else (800, 400)
    assert shown(outcome)[-1][1].size == size
    assert 'width="{}" height="{}"'.format(*size) in page(outcome)
    image = shown(outcome)[-1][1].convert("RGB")
    edges = {1: (0, -1), 2: (0, -1), 3: (0, 1), 4: (0, 1), 5: (-1, 0), 6: (1, 0), 7: (1, 0), 8: (-1, 0)}
    # Where the red half should be: y -1 is the top, x 1 the right.
    x, y = edges[orientation] if orientation > 4 else (0, {1: -1, 2: -1, 3: 1, 4: 1}[orientation])
    red = image.getpixel((size[0] // 2 + x * (size[0] // 2 - 5), size[1] // 2 + y * (size[1] // 2 - 5)))
    assert red[0] > 200 > 60 > red[2]


def test_nothing_of_the_camera_or_the_place_is_published(build):
    outcome = build(
        {"foto.jpg": photo(exif=exif(), comment=b"Privat"), "andet.jpg": photo(exif=exif())},
        f"{BODY}\n\n[Se hele](andet.jpg)",
    )
    assert "foto.jpg" not in outcome.files
    for name, data in outcome.files.items():
        assert b"Kamera A" not in data, name
        assert b"Privat" not in data, name
    assert not Image.open(io.BytesIO(outcome.files["andet.jpg"])).getexif()


def test_colours_of_a_wide_screen_become_those_of_every_screen(build):
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    outcome = build({"foto.jpg": photo(icc_profile=profile)})
    assert "icc_profile" not in shown(outcome)[0][1].info
    page(outcome)


def test_what_is_seen_through_stays_so(build):
    image = Image.new("RGBA", (500, 300), (255, 0, 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    outcome = build({"foto.png": buffer.getvalue()}, "![Et mærke](foto.png)")
    assert shown(outcome)[0][1].convert("RGBA").getpixel((5, 5))[3] == 0
    assert shown(outcome, ".png")[0][1].mode == "RGBA"


def test_a_picture_within_a_line_or_a_link_stays_there(build):
    html = page(build({"foto.jpg": photo()}, "Se ![En park](foto.jpg) her."))
    assert re.search(r"<p>Se <picture>.*</picture> her\.</p>", html)


def huge():
    """A PNG whose head promises 60,000 × 1,000 pixels and that holds none."""
    chunks = [b"IHDR" + struct.pack(">IIBBBBB", 60_000, 1_000, 8, 2, 0, 0, 0), b"IDAT"]
    packed = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def moving():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=99)
    return buffer.getvalue()


def deep():
    buffer = io.BytesIO()
    Image.new("I;16", (50, 50), 40_000).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("foto.jpg", b"ikke et billede", "picture-broken"),
        ("foto.jpg", b"", "picture-broken"),
        ("foto.jpg", photo()[:3000], "picture-broken"),
        ("foto.png", huge(), "picture-too-large"),
        ("foto.gif", moving(), "picture-animated"),
        ("foto.jpg", photo(kind="TIFF"), "picture-kind-unfit"),
        ("foto.png", photo(), "picture-suffix-wrong"),
        ("foto.jpg", photo(mode="CMYK"), "picture-cmyk"),
        ("foto.png", deep(), "picture-16-bit"),
    ],
)
def test_a_picture_that_is_not_as_it_should_be_is_told_of_by_name(build, name, data, rule):
    problems = build({name: data}, f"![En park]({name})").problems
    assert (f"content/{name}", rule) in {(problem.path, problem.rule) for problem in problems}


def test_random_damage_never_stops_the_program():
    whole, dice = photo(200, 100, exif=exif(6)), random.Random(7)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 30)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        planned, _ = picture.plan(bytes(damaged), "content/foto.jpg", "foto.jpg")
        if planned:
            picture.develop(bytes(damaged), planned)
        picture.strip(bytes(damaged))


def test_five_hundred_pictures_are_made_and_a_second_build_decodes_none(build, monkeypatch):
    files = {f"foto{number}.jpg": photo(40 + number, 30) for number in range(500)}
    body = "\n\n".join(f"![Foto nummer {number}](foto{number}.jpg)" for number in range(500))
    first = build(files, body, cache=True)
    assert len(shown(first)) >= 500

    def decoded(*_):
        pytest.fail("a picture was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decoded)
    second = build({}, body, cache=True)
    assert second.files == first.files


def test_a_linked_file_says_its_kind_and_size_unless_its_text_does(build):
    body = "[Planen](p.pdf), [planen som PDF](p.pdf), [planen (PDF, 12 kB)](p.pdf), [tal](t.xlsx), [siden](index.md)"
    html = page(build({"p.pdf": b"0" * 1_234_567, "t.xlsx": b"0" * 900}, body))
    assert re.findall(r">([^<]*)</a>", html[html.index("Tekst.") :])[:5] == [
        "Planen (PDF, 1,2\u00a0MB)",
        "planen som PDF (1,2\u00a0MB)",
        "planen (PDF, 12 kB)",
        "tal (XLSX, 1\u00a0kB)",
        "siden",
    ]
