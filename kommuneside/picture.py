"""A picture as its author saved it → the sizes and forms a page needs, and nothing of who took it where.

`plan` reads a picture's first bytes and knows every address; `develop` decodes it, once for each content, wherever
there is a core to spare. WebP is what browsers get (AVIF is as small, but takes four times as long and is not in every
browser yet), JPEG or PNG what those before 2020 get.
"""

from __future__ import annotations

import io
import posixpath
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kommuneside.cache import hash_of
from kommuneside.problem import Place, Problem
from kommuneside.rules import found

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (400, 608, 912, 1216)
"""A phone, a page's column, and both on a screen with two points to a pixel."""
FALLBACK = 912
MAX_PIXELS = 50_000_000
RECIPE = "1"
"""Changes with what `develop` makes, so that it is made anew, at a new address."""

_SUFFIXES = {
    "JPEG": ("jpg", "jpeg"),
    "MPO": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "GIF": ("gif",),
    "AVIF": ("avif",),
}
_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)


class Form(Struct, frozen=True, array_like=True):
    """One file of a picture, as a path within the site."""

    address: str
    width: int
    height: int
    kind: str


class Picture(Struct, frozen=True, array_like=True):
    """A picture before anything of it is decoded; `forms` end with the one for old browsers."""

    path: str
    digest: str
    width: int
    height: int
    forms: tuple[Form, ...]


def plan(data: bytes, path: str, published: str) -> tuple[Picture | None, tuple[Problem, ...]]:
    """What will be made of a picture beside `published`; None where nothing can, and what its author should know."""
    image = _open(data)
    if image is None:
        return None, (found("picture-broken", path, Place()),)
    problems = tuple(_judge(image, data, path))
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    width, height = image.size[::-1] if _orientation(image) in _SIDEWAYS else image.size
    digest = hash_of(data + RECIPE.encode()).hex()[:10]
    stem = f"{posixpath.splitext(published)[0]}.{digest}"
    largest = min(width, WIDTHS[-1])
    widths = [*(one for one in WIDTHS if one < largest), largest]
    kind = "png" if _has_alpha(image) or image.format in ("PNG", "GIF") else "jpeg"
    kinds = [*((one, "webp") for one in widths), (min(width, FALLBACK), kind)]
    forms = (
        Form(f"{stem}-{one}.{kind.replace('jpeg', 'jpg')}", one, max(1, round(height * one / width)), kind)
        for one, kind in kinds
    )
    return Picture(path, digest, width, height, tuple(forms)), problems


def develop(data: bytes, picture: Picture) -> dict[str, bytes] | None:
    """The bytes of every form by its address; None where the picture cannot be decoded to its end."""
    from PIL.Image import Resampling

    image = _open(data)
    if image is None:
        return None
    try:
        largest = max(picture.forms, key=lambda form: form.width)
        size = (largest.width, largest.height)
        image.draft(None, size[::-1] if _orientation(image) in _SIDEWAYS else size)  # a JPEG need not be read whole
        lossless = image.format in ("PNG", "GIF") and image.mode in ("P", "1", "L")
        image = _upright(_to_screen(image))
    except (OSError, SyntaxError, ValueError, MemoryError):  # what Pillow's decoders raise
        return None
    made = {}
    for form in sorted(picture.forms, key=lambda form: -form.width):
        if image.size != (form.width, form.height):
            image = image.resize((form.width, form.height), Resampling.LANCZOS, reducing_gap=3)
        buffer = io.BytesIO()
        _save(image, buffer, form.kind, lossless)
        made[form.address] = buffer.getvalue()
    return made


def is_picture(path: str) -> bool:
    """Whether a file is a picture, by its name."""
    return path.lower().endswith(tuple(f".{suffix}" for suffixes in _SUFFIXES.values() for suffix in suffixes))


def strip(data: bytes) -> bytes:
    """A picture that is only linked to, as it is but for what is written in it of its making; others stay untouched."""
    image = _open(data)
    if image is None or getattr(image, "is_animated", False) or image.format not in ("JPEG", "MPO", "PNG", "WEBP"):
        return data
    if not any(key in image.info for key in ("exif", "xmp", "photoshop", "comment", "XML:com.adobe.xmp")):
        return data
    try:
        buffer = io.BytesIO()
        _save(
            _upright(_to_screen(image)),
            buffer,
            {"MPO": "jpeg"}.get(image.format, image.format.lower()),
            False,
            quality=92,
        )
    except (OSError, SyntaxError, ValueError):
        return data
    return buffer.getvalue()


def _open(data: bytes) -> Image | None:
    """The picture with its head read and nothing decoded; None where it is none that Pillow knows."""
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None  # our own bound is lower, and told in words
    try:
        with _quiet():
            return PIL.Image.open(io.BytesIO(data))
    except (OSError, SyntaxError, ValueError):
        return None


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow's own remarks on damaged files are not for anyone's screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _judge(image: Image, data: bytes, path: str) -> Iterator[Problem]:
    kind = image.format or ""
    name = posixpath.basename(path)
    suffix = posixpath.splitext(path)[1][1:].lower()
    if kind not in _SUFFIXES:
        yield found("picture-kind-unfit", path, format=kind)
    elif image.width * image.height > MAX_PIXELS:
        megapixels = image.width * image.height // 1_000_000
        yield found("picture-too-large", path, number=megapixels, limit=MAX_PIXELS // 1_000_000)
    elif kind != "MPO" and getattr(image, "is_animated", False):
        yield found("picture-animated", path)
    else:
        if suffix not in _SUFFIXES[kind]:
            better = f"{posixpath.splitext(name)[0]}.{_SUFFIXES[kind][0]}"
            yield found("picture-suffix-wrong", path, name=name, format=kind, better=better)
        if image.mode == "CMYK":
            yield found("picture-cmyk", path)
        if image.mode.startswith("I") or (kind == "PNG" and data[24] == 16):
            yield found("picture-16-bit", path)


def _orientation(image: Image) -> int:
    """How the camera was held, 1 for upright; read without decoding, as Pillow's own `getexif` may not."""
    from PIL.Image import Exif

    written = image.info.get("exif")
    if not isinstance(written, bytes):
        return 1
    exif = Exif()
    try:
        with _quiet():
            exif.load(written)
            value = exif.get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, KeyError):
        return 1
    return value if isinstance(value, int) else 1


def _has_alpha(image: Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _upright(image: Image) -> Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _to_screen(image: Image) -> Image:
    """The picture decoded, in the colours every screen knows (sRGB, 8 bits), with transparency where it has any."""
    exif, mode = image.info.get("exif"), "RGBA" if _has_alpha(image) else "RGB"
    with _quiet():
        image.load()
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        image = _to_srgb(image, profile)
    image = image.convert(mode)
    image.info = {"exif": exif} if exif else {}
    return image


def _to_srgb(image: Image, profile: bytes) -> Image:
    """The picture in sRGB, by the profile it brings; as it is where the profile is broken."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        return image
    return made or image


def _save(image: Image, buffer: io.BytesIO, kind: str, lossless: bool, quality: int = 78) -> None:
    """Write the pixels and nothing else."""
    options: Mapping[str, Mapping[str, Any]] = {
        "webp": {"quality": quality, "method": 4, "lossless": lossless},
        "jpeg": {"quality": quality, "optimize": True, "progressive": True},
        "png": {"optimize": True},
    }
    image.info = {}
    (image.convert("RGB") if kind == "jpeg" else image).save(buffer, kind.upper(), **options[kind])
