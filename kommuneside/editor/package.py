"""Which package it is, to the byte, and what is changed in it; no address, for npm knows where packages are."""

from __future__ import annotations

NAME = "@sveltia/cms"
VERSION = "0.221.1"
INTEGRITY = "sha512-J+Qoik9kGMk2L7vNpOQrnDmFRi+NB6vwJ0f657YtsxWH0P8WYSYRRSRC2pQ/jGGbVlM//Pg/WIgmkpswqoo3gQ=="
"""The hash of the packed file, written as npm's own locks write it."""

SCRIPT = f"cms@{VERSION}/dist/sveltia-cms.js"
_FONTS = f"cms@{VERSION}/fonts"

# The file in the package → where it lies in the editor's folder. Where the script asks for them, below, they lie.
FILES = {
    "dist/sveltia-cms.js": SCRIPT,
    "dist/chunks/react-dom.js": f"cms@{VERSION}/dist/chunks/react-dom.js",
    "locales/da.json": f"cms@{VERSION}/locales/da.json",
    "locales/en-US.json": f"cms@{VERSION}/locales/en-US.json",
    "LICENSE.txt": f"cms@{VERSION}/LICENSE.txt",
    "npm/assets/source-sans-3-latin-wght-normal-BqRLTx4X.woff2": f"{_FONTS}/source-sans-3.woff2",
    "npm/assets/source-sans-3.LICENSE.txt": f"{_FONTS}/source-sans-3.LICENSE.txt",
    "npm/assets/noto-mono-latin-400-normal-DiC8lJru.woff2": f"{_FONTS}/noto-mono.woff2",
    "npm/assets/noto-mono.LICENSE.txt": f"{_FONTS}/noto-mono.LICENSE.txt",
    "npm/assets/material-symbols-outlined-latin-wght-normal-_Z1IJPLg.woff2": f"{_FONTS}/material-symbols.woff2",
    "npm/assets/material-symbols-outlined.LICENSE.txt": f"{_FONTS}/material-symbols.LICENSE.txt",
}

# What its page asks for to learn of a newer version, or whether a git host is well: the answer is "nothing new".
ANSWERS = {
    "cms/package.json": f'{{"version": "{VERSION}"}}\n',
    "status.json": '{"status": {"indicator": "none"}, "result": {"status_overall": {"status_code": 100}}}\n',
}

_FONT_HOST = "https://cdn.jsdelivr.net/fontsource/fonts"

# In the script: each stands there once, or it is not the package that this was written for.
CHANGES = {
    # Other machines' addresses; what has no file here stays unfound.
    "https://unpkg.com/@sveltia/cms": "./cms",
    "https://unpkg.com/@sveltia/ui": "./absent/ui",
    "https://unpkg.com/@shikijs": "./absent/shikijs",
    "https://unpkg.com/${e}": "./absent/${e}",
    "https://www.githubstatus.com/api/v2/status.json": "./status.json",
    "https://status-api.hostedstatus.com/1.0/status/5b36dc6502d06804c08349f7": "./status.json",
    f"{_FONT_HOST}/source-sans-3:vf@5.3.0/latin-wght-normal.woff2": f"./{_FONTS}/source-sans-3.woff2",
    f"{_FONT_HOST}/noto-mono@5.3.0/latin-400-normal.woff2": f"./{_FONTS}/noto-mono.woff2",
    f"{_FONT_HOST}/material-symbols-outlined:vf@5.3.7/latin-wght-normal.woff2": f"./{_FONTS}/material-symbols.woff2",
    # YAML 1.2 would make 012 of a title 12: here too every plain value is the text it is (see frontmatter.py).
    "XR=(e,t)=>Gfe(e,t),": "XR=e=>kommuneside.read(Gfe(e,{schema:`failsafe`})),",
    # Rich text opens only for a text that it gives back as it was.
    "onclick:()=>{i.useRichText=!i.useRichText,": (
        "onclick:()=>{if(!i.useRichText&&!kommuneside.isPlain(i.inputValue))return;i.useRichText=!i.useRichText,"
    ),
}
