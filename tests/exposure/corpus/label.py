"""What a labelled item of the corpus is, and whom and what the invented chats are made of."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from vault.exposure.finding import Access

Naming = Literal["known", "renamed", "own"]


@dataclass(frozen=True, slots=True)
class Item:
    """A file with the truth about it. `naming`: the app's own name, one that tells nothing, or (negatives) its own."""

    kind: str
    name: str
    content: bytes
    is_chat: bool
    access: Access
    naming: Naming
    folder: str = ""

    def called(self, name: str) -> Item:
        """The same under a name that says nothing."""
        return replace(self, name=name, naming="renamed")


LANGUAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (("Anna", "Ben Miller", "Mum", "Dr. Lee"), (
        "Are you coming tonight?", "Yes, at eight :-)", "I love you", "The code is 4711", "ok", "See you tomorrow!")),
    "de": (("Jürgen", "Anna Weiß", "Mama", "Oma"), (
        "Kommst du heute Abend?", "Ja, um acht.", "Ich hab dich lieb", "Der Schlüssel liegt unter der Matte", "ok")),
    "es": (("José", "María García", "Mamá"), ("¿Vienes esta noche?", "Sí, a las ocho", "Te quiero", "vale", "jajaja")),
    "fr": (("Élodie", "Jean Dupont", "Maman"), ("Tu viens ce soir ?", "Oui, à huit heures", "Bisous", "d'accord")),
    "pt": (("João", "Conceição", "Mãe"), ("Vens hoje à noite?", "Sim, às oito", "Beijinhos", "ok")),
    "ru": (("Анна", "Иван Петров", "Мама"), ("Ты придёшь сегодня?", "Да, в восемь", "Люблю тебя", "хорошо")),
    "ja": (("花子", "田中", "母"), ("今夜来る？", "うん、八時に", "ありがとう", "了解です")),
    "ko": (("지민", "김철수", "엄마"), ("오늘 저녁에 와?", "응, 여덟 시에", "고마워", "알겠어")),
    "ar": (("أحمد", "فاطمة", "أمي"), ("هل ستأتي الليلة؟", "نعم في الثامنة", "شكرا", "حسنا")),
    "tr": (("Ayşe", "Mehmet", "Anne"), ("Bu akşam geliyor musun?", "Evet, sekizde", "Seni seviyorum", "tamam")),
    "zh": (("小明", "王芳", "妈妈"), ("今晚来吗？", "来，八点", "谢谢", "好的")),
    "hi": (("राहुल", "प्रिया", "माँ"), ("आज शाम आओगे?", "हाँ, आठ बजे", "धन्यवाद", "ठीक है")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One message."""

    when: datetime
    who: str
    text: str


def talk(rng: random.Random, language: str, least: int = 6, most: int = 40) -> list[Line]:
    """A conversation of two or three people, in order."""
    people, texts = LANGUAGES[language]
    speakers = rng.sample(people, rng.choice((2, 2, 3)))
    when = datetime(
        rng.randint(2016, 2026), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59)
    )
    lines = []
    for _ in range(rng.randint(least, most)):
        when += timedelta(seconds=rng.choice((7, 40, 95, 600, 7200, 90_000)))
        text = rng.choice(texts)
        if rng.random() < 0.08:
            text += f"\n{rng.choice(texts)}"
        lines.append(Line(when, rng.choice(speakers), text))
    return lines


RENAMES = (
    "notes.txt", "old.bak", "data.json", "stuff.zip", "misc.log", "x.html", "page.xml", "file.db", "a.sqlite",
    "table.csv", "thing", "untitled", "1.dat", "holiday.bin", "doc.old", "keep.tmp",
)  # fmt: skip


def renamed(rng: random.Random, item: Item) -> Item:
    """Under a name that says nothing: its own ending half of the time, any other or none otherwise."""
    ending = item.name.rpartition(".")[2] if "." in item.name else ""
    plain = ending.isascii() and ending.isalnum() and len(ending) <= 8
    if plain and rng.random() < 0.5:
        return item.called(f"{rng.choice(('file', 'doc 7', 'scan', 'zz', 'Neu', 'b2'))}.{ending}")
    return item.called(rng.choice(RENAMES))
