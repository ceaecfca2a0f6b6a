"""Bodies one by one: by rules without language first, by words second, and a person's text whenever in doubt."""

from __future__ import annotations

import unicodedata

import pytest

from tests.exports.reading import Read, read_bytes, read_text, zip_of
from vault.chats.attachment import Attachment

L = "\u200e"
ANDROID = "28/04/2021, 10:{:02} - {}: {}\n"
IPHONE = "[28/04/2021, 10:{:02}:00] {}: {}\n"


def android(*bodies: str, media: tuple[str, ...] | None = None) -> Read:
    """Anna says each body; with `media` as an archive that holds these files."""
    text = "".join(ANDROID.format(n, "Anna", body) for n, body in enumerate(bodies))
    return _read(text + ANDROID.format(59, "Ben", "bye"), media)


def iphone(*bodies: str, media: tuple[str, ...] | None = None) -> Read:
    text = IPHONE.format(0, "Anna", "hello")
    text += "".join(IPHONE.format(n % 59 + 1, "Anna", body) for n, body in enumerate(bodies))
    read = _read(text + IPHONE.format(59, "Ben", "bye"), media)
    del read.messages[0]
    return read


def _read(text: str, media: tuple[str, ...] | None) -> Read:
    if media is None:
        return read_text(text)
    return read_bytes(zip_of({"_chat.txt": text, **dict.fromkeys(media, b"12345")}), "WhatsApp Chat - Anna.zip")


# -- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["file attached", "Datei angehängt", "قحجم", "何か", "some words in no list"])
@pytest.mark.parametrize("name", ["IMG-20210428-WA0001.jpg", "my plan (final).pdf", "a.b.c.jpeg", "ünï cödé.opus"])
def test_a_file_of_the_archive_in_any_language(name: str, words: str) -> None:
    for body in (f"{name} ({words})", f"{L}{name} ({words})", f"{name} ({words})\nwith a caption", f"{name} <{words}>"):
        message = android(body, media=(name,)).messages[0]
        assert [(file.name, file.included, file.size) for file in message.attachments] == [(name, True, 5)]
        assert message.text == body
        assert message.kind == "media"


def test_a_bare_text_names_its_files() -> None:
    read = android("IMG-20210428-WA0001.jpg (irgendwas)", "Plan.pdf (file attached)", "Plan.pdf (final version)")
    assert read.kinds[:3] == ["media", "media", "text"]
    assert read.messages[0].attachments == (Attachment("IMG-20210428-WA0001.jpg", included=False, kind="photo"),)


@pytest.mark.parametrize(
    "word", ["attached", "Anhang", "adjunto", "pièce jointe\u00a0", "附件", "添付ファイル", "مرفق"]
)
def test_the_iphones_files_in_any_language(word: str) -> None:
    colon = "：" if word == "附件" else ": "
    name = "00000042-PHOTO-2021-04-28-10-00-00.jpg"
    for included in (True, False):
        for body in (f"{L}<{word}{colon}{name}>", f"words before {L}<{word}{colon}{name}>"):
            message = iphone(body, media=(name,) if included else ()).messages[0]
            assert [(f.name, f.included, f.kind) for f in message.attachments] == [(name, included, "photo")]
            assert (message.kind, message.text) == ("media", body)


def test_angle_brackets_that_people_type() -> None:
    read = android("<https://example.org/a>", "x <y: z> w", "a < b and c > d", "<3 <3", "<>", "<b>bold</b>")
    assert read.kinds == ["text"] * 7


def test_a_macs_spelling_of_a_name_is_the_same_file() -> None:
    name = "Grüße.pdf"
    read = android(f"{name} (Datei angehängt)", media=(unicodedata.normalize("NFD", name),))
    assert read.messages[0].attachments[0].included


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("IMG-20210428-WA0001.jpg", "photo"),
        ("STK-20210428-WA0001.webp", "sticker"),
        ("00000001-STICKER-2021-04-28-10-00-00.webp", "sticker"),
        ("00000001-GIF-2021-04-28-10-00-00.mp4", "gif"),
        ("VID-20210428-WA0001.mp4", "video"),
        ("PTT-20210428-WA0001.opus", "audio"),
        ("00000001-Report.PDF", "document"),
        ("anna.vcf", "contact"),
        ("strange.xyz", "file"),
    ],
)
def test_kinds_of_files(name: str, kind: str) -> None:
    message = android(f"{name} (file attached)", media=(name,)).messages[0]
    assert message.attachments[0].kind == kind
    assert message.kind == ("contact" if kind == "contact" else "media")


# -- left out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Media omitted", "Medien ausgeschlossen", "Multimedia omitido", "Médias omis", "Media omessi", "Mídia oculta",
        "Mídia omitida", "без медиафайлов", "メディアなし", "미디어 파일 제외됨", "Media weggelaten",
        "medya dahil edilmedi", "تم استبعاد الوسائط", "मीडिया के बिना", "忽略多媒體檔", "pominięto multimedia",
    ],
)  # fmt: skip
def test_androids_placeholder(words: str) -> None:
    read = android(f"<{words}>", f"<{words}>\nreport.pdf", f"{L}<{words}>")
    assert read.kinds[:3] == ["omitted"] * 3
    assert read.texts[1] == f"<{words}>\nreport.pdf"


def test_a_placeholder_in_an_unknown_language_is_known_by_its_repetition() -> None:
    assert android(*["<xyzzy plugh>"] * 3).kinds == ["omitted"] * 3 + ["text"]
    assert android(*["<xyzzy plugh>"] * 2).kinds == ["text"] * 3
    assert iphone(*[f"{L}plugh xyzzy"] * 3).kinds == ["omitted"] * 3 + ["text"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("image omitted", "omitted"), ("video omitted", "omitted"), ("sticker omitted", "omitted"),
        ("GIF omitted", "omitted"), ("audio omitted", "omitted"), ("document omitted", "omitted"),
        ("Bild weggelassen", "omitted"), ("imagen omitida", "omitted"),
        ("imagem ocultada", "omitted"), ("画像は含まれていません", "omitted"), ("Contact card omitted", "contact"),
        ("Kontaktkarte weggelassen", "contact"),
    ],
)  # fmt: skip
def test_the_iphones_placeholders(body: str, kind: str) -> None:
    assert iphone(f"{L}{body}").kinds[0] == kind
    assert iphone(body).kinds[0] == kind
    assert iphone(f"I think the {body} again").kinds[0] == "text"


def test_a_document_left_out_keeps_its_name() -> None:
    message = iphone(f"{L}Annual report.pdf • {L}12 pages {L}document omitted").messages[0]
    assert message.kind == "omitted"
    assert message.attachments == (Attachment("Annual report.pdf", included=False, kind="document"),)


@pytest.mark.parametrize("body", ["", "."])
def test_seen_once(body: str) -> None:
    text = f"28/04/2021, 10:00 - Anna: hi\n28/04/2021, 10:01 - Anna:{body}\n28/04/2021, 10:02 - Ben: x\n"
    read = read_text(text)
    assert (read.kinds[1], read.senders[1], read.texts[1]) == ("omitted", "Anna", body)


# -- what people did ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["This message was deleted", "You deleted this message.", "Du hast diese Nachricht gelöscht.", "Mensagem apagada",
     "Данное сообщение удалено", "このメッセージは削除されました", "تم حذف هذه الرسالة", "Se eliminó este mensaje"],
)  # fmt: skip
def test_deleted(words: str) -> None:
    assert android(words).kinds[0] == "deleted"
    assert android(f"<{words}>").kinds[0] == "deleted"
    assert iphone(f"{L}{words}").kinds[0] == "deleted"
    assert android(f"{words}? Why?", f"they say: {words}").kinds[:2] == ["text", "text"]


def test_edited() -> None:
    read = android("better <This message was edited>", "besser <Diese Nachricht wurde bearbeitet>", "no <edit>")
    assert [m.edited for m in read.messages] == [True, True, False, False]
    assert iphone(f"qux {L}<xyzzy plugh>").messages[0].edited
    unknown = android("a <xyzzy plugh>", "b <xyzzy plugh>", "c\nd <xyzzy plugh>", "IMG-20210428-WA0001.jpg (x)")
    assert [m.edited for m in unknown.messages[:4]] == [True, True, True, False]
    assert unknown.texts[0] == "a <xyzzy plugh>"


@pytest.mark.parametrize(
    "body",
    [
        "Missed voice call",
        "Video call, {L}5 min",
        "Verpasster Sprachanruf",
        "xyzzy plugh, {L}12 min",
        "Appel vocal, {L}1 h",
    ],
)
def test_calls(body: str) -> None:
    marked = L + body.format(L=L)
    assert iphone(marked).kinds[0] == "call"
    assert iphone(marked[1:].replace(L, "")).kinds[0] == "text"


def test_a_call_that_android_calls_nothing() -> None:
    assert android("null").kinds[0] == "call"
    assert iphone("null").kinds[0] == "text"


def test_polls_in_any_language() -> None:
    for head, word, votes in (
        ("POLL", "OPTION", "votes"),
        ("UMFRAGE", "OPTION", "Stimmen"),
        ("アンケート", "選択肢", "票"),
    ):
        body = f"{head}:\nWhich day?\n{word}: Monday (2 {votes})\n{word}: Friday ({L}1 {votes})\n"
        assert android(body).kinds[0] == "poll"
        assert iphone(L + body.replace("\n", "\r\n")).kinds[0] == "poll"
    assert android("Plan:\nwe meet\nat: nine (9 o'clock)\n").kinds[0] == "text"


@pytest.mark.parametrize(
    "body",
    ["location: https://maps.google.com/?q=48.1,11.5", "Location: https://maps.google.com/?q=48.1,11.5", "Standort: https://maps.google.com/?q=-48.1,-11.5",
     "https://maps.google.com/?q=48.1,11.5", "The Old Bridge (Main St 1, Town): https://foursquare.com/v/4b0588",
     "live location shared"],
)  # fmt: skip
def test_places(body: str) -> None:
    assert android(body).kinds[0] == "location"
    assert iphone(L + body).kinds[0] == "location"
    assert android(f"look at {body} and tell me").kinds[0] == "text"


def test_links_are_no_places() -> None:
    assert android("https://example.org/?q=48.1,11.5", "see: https://example.org/").kinds == ["text"] * 3


def test_the_apps_words_typed_by_a_person() -> None:
    read = iphone("Messages and calls are end-to-end encrypted.", f"I say {L}image omitted is silly", f"{L}qux quux")
    assert read.kinds == ["text"] * 4
    assert read.senders == ["Anna"] * 3 + ["Ben"]
