"""A site with a payload in every text, and the same site with words in their place."""

from __future__ import annotations

import pytest

from tests.hostile.payloads import Sites, publish_both


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The two sites, `hostile` and `harmless`."""
    return publish_both(tmp_path_factory.mktemp)
