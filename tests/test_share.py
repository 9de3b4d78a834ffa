"""Where someone shares a page, other sites show its title, its description and a picture."""

from __future__ import annotations

import re
import struct


def test_a_page_has_a_picture_to_share_of_the_size_that_is_asked_for(build_site):
    built = build_site()
    address = re.search(r'<meta property="og:image" content="([^"]+)">', built.page())[1]
    assert address.startswith("https://proeve.example/klima/static/share.")
    picture = built.outcome.files[address.removeprefix("https://proeve.example/klima/")]
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_a_site_may_have_a_picture_of_its_own(build_site):
    built = build_site({"static/share.png": b"\x89PNG own"})
    assert b"\x89PNG own" in built.outcome.files.values()


def test_a_site_that_does_not_know_its_address_has_none(build_site):
    assert "og:image" not in build_site({"config.yaml": "name: Prøve\n"}).page()
