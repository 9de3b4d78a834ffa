"""A municipality's texts, made up from a seed: the same seed and size give the same texts on every machine."""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import dataclass

SEED = 4320
SECTIONS = 4
DATE = "2026-11-01"


def _listed(words: str) -> list[str]:
    return words.replace("\n", "|").split("|")


_SUBJECTS = _listed(
    """kommunen|byrådet|borgerne|vores partnere|de lokale landmænd|skolerne|foreningerne|forsyningen
energiselskabet|virksomhederne|naboerne|de frivillige|udvalget|rådgiverne|pendlerne|boligselskabet"""
)
_VERBS = _listed(
    """undersøger|planlægger|støtter|forbedrer|følger|udvikler|fremmer|afprøver|prioriterer|beskriver
samler|begrænser|genopretter|fornyer|måler|styrker"""
)
_OBJECTS = _listed(
    """de fælles mål|varmeforsyningen|den grønne omstilling|udledningen af CO2|cykelstierne|vandløbene
de våde enge|sorteringen af affald|kollektiv trafik|tilskud til isolering|jordfordelingen|den vilde natur
beredskabet mod skybrud|indkøbene|skovrejsningen|de åbne data|grundvandet|det lokale arbejde"""
)
_TAILS = _listed(
    """i hele kommunen|sammen med nabokommunerne|frem mod 2030|uden at hæve taksterne|i tæt dialog med beboerne
på baggrund af årets regnskab|som en del af klimaplanen|med hjælp fra staten|, hvor behovet er størst|fra næste forår
i de små byer ved fjorden|efter samme plan som sidste år|, så færre skal køre langt|inden for de vedtagne rammer"""
)
_MATTERS = _listed(
    """Affald|Genbrug|Varmeplan|Fjernvarme|Solceller|Vindmøller|Skovrejsning|Grundvand|Vandløb|Kystsikring
Skybrud|Spildevand|Cykelstier|Busruter|Trafiksikkerhed|Vejbelysning|Snerydning|Byggesager|Lokalplaner|Landsbyer
Bosætning|Skoler|Dagpleje|Børnehaver|Fritidshjem|Biblioteker|Museer|Idrætshaller|Foreninger|Frivillige
Sundhed|Genoptræning|Hjemmepleje|Plejeboliger|Tandpleje|Integration|Jobcenter|Erhverv|Turisme|Naturpleje
Vilde planter|Bynære skove|Stier|Badevand|Jordforurening|Luftkvalitet|Støj|Energirådgivning|Delebiler|Ladestandere
Klimaregnskab|Borgerbudget"""
)
_PLACES = _listed(
    """Lejre|Hvalsø|Osted|Kirke Hyllinge|Kirke Såby|Ejby|Gevninge|Allerslev|Sæby|Gershøj|Lyndby|Rye|Sonnerup
Ågerup|Englerup|Torkilstrup|Særløse|Kisserup|Kirke Sonnerup|Vester Såby|Øster Såby|Bregnetved|Gøderup|Glim
Herslev|Kattinge|Kornerup|Lavringe|Ledreborg|Manderup|Nørre Hvalsø|Abbetved|Assendløse|Biltris|Bukkerup
Buske|Dellinge|Elverdam|Enghave|Højby|Kattinge Værk|Langtved|Mosestrup|Munkholm|Ny Tolstrup|Orup|Osager
Tolstrup|Trællerup|Uglestrup"""
)
_SHORT = _listed(
    "Det går godt|Vi er på vej|Du kan være med|Skriv til os|Her er en plan|Det tager tid|Sig din mening|Vi gør det nu"
)
_QUESTIONS = _listed("hvad gør kommunen|hvem kan få hjælp|hvad koster det|hvordan følger vi op")


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `body` is Markdown, where a link to another topic is written `(topic:12)`."""

    slug: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the corpus; `pictures` are files beside its texts, by name."""

    number: int
    title: str
    lead: str
    body: str
    sections: tuple[Section, ...]
    pictures: dict[str, bytes]

    @property
    def folder(self) -> str:
        """The topic's folder in every layout, and its address."""
        return name_folder(self.number)


def name_folder(number: int) -> str:
    """The folder of the topic with that number."""
    return f"emne-{number:04d}"


def make(topics: int, seed: int = SEED) -> tuple[Topic, ...]:
    """So many topics of four sections."""
    return tuple(_topic(number, topics, seed) for number in range(topics))


def name_topic(number: int) -> str:
    """The topic's title; no two of the first 2,600 are the same."""
    around, pair = divmod(number, len(_MATTERS) * len(_PLACES))
    place, step = divmod(pair, len(_MATTERS))
    matter = _MATTERS[(step + place) % len(_MATTERS)]
    return f"{matter} i {_PLACES[place]}" + (f" – del {around + 1}" if around else "")


def _topic(number: int, topics: int, seed: int) -> Topic:
    chance = random.Random(f"{seed}/{number}")
    pictures: dict[str, bytes] = {}
    if chance.random() < 0.3:
        pictures["foto.png"] = draw(chance)
    placed = chance.randrange(SECTIONS) if pictures else -1
    sections = tuple(
        Section(
            f"afsnit-{nth + 1}",
            f"{name_topic(number)}: {question}?",
            _body(chance, chance.randrange(topics) if nth else (number + 1) % topics, nth == placed),
        )
        for nth, question in enumerate(_QUESTIONS)
    )
    return Topic(number, name_topic(number), _sentence(chance), _paragraph(chance), sections, pictures)


def _body(chance: random.Random, target: int, pictured: bool) -> str:
    """About 150 words: paragraphs, a list, two links, and now and then a table or a picture."""
    post = chance.randint(1, 99_999)
    bullets = "\n".join(f"- {_sentence(chance)}" for _ in range(chance.randint(3, 5)))
    parts = [
        _paragraph(chance),
        _paragraph(chance),
        f"Det gælder særligt her:\n\n{bullets}",
        f"{_paragraph(chance)} Kommunen arbejder også med [{name_topic(target)}](topic:{target}).",
    ]
    if chance.random() < 0.3:
        rows = "\n".join(
            f"| {year} | {chance.randint(10, 990)} | {chance.randint(1, 99)} % |" for year in range(2021, 2026)
        )
        parts.append(f"| År | Ton CO2 | Andel |\n| --- | ---: | ---: |\n{rows}")
    if pictured:
        parts.append(f"![{_sentence(chance)[:-1]}](foto.png)")
    parts.append(
        f"I alt **{chance.randint(2, 98)} %** er nået. {_sentence(chance)} Tallene står i "
        f"[post {post} i regnskabet](https://regnskab.example.org/{post})."
    )
    return "\n\n".join(parts) + "\n"


def _paragraph(chance: random.Random) -> str:
    """Long sentences between short ones, as plain language wants them."""
    return " ".join(f"{chance.choice(_SHORT)}. {_sentence(chance)}" for _ in range(chance.randint(1, 3)))


def _sentence(chance: random.Random) -> str:
    sentence = " ".join(chance.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _TAILS)).replace(" ,", ",")
    return f"{sentence[0].upper()}{sentence[1:]}."


def draw(chance: random.Random, width: int = 96, height: int = 64) -> bytes:
    """A small PNG of about 9 kB, as hard to press as a photograph: a slope of grass under a sky."""
    rows = bytearray()
    for y in range(height):
        sky = width * (height - y) // height
        rows.append(0)  # each row of a PNG begins with its filter
        rows += bytes((170, 200, 230 - y)) * sky + chance.randbytes(3 * (width - sky))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
