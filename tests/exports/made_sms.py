"""Invented files of SMS Backup & Restore, as its fields page describes them and as it really writes emoji."""

from __future__ import annotations

import base64
from xml.sax.saxutils import quoteattr

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
PHOTO = bytes(range(256)) * 300
HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!-- File Created By SMS Backup & Restore -->\n"


def sms(
    body: str, *, kind: int = 1, number: str = "+49 170 5550001", name: str = "Anna", date: object = 1700000000000
) -> str:
    """One text message; `body` is written as it is, so that references can be in it."""
    return (
        f'<sms protocol="0" address="{number}" date="{date}" type="{kind}" subject="null" body="{body}" toa="null" '
        f'service_center="null" read="1" status="-1" readable_date="14.11.2023 23:13:20" contact_name="{name}" />\n'
    )


def mms(
    text: str, *, box: int = 1, number: str = "01705550001", name: str = "Anna", sender: str = "01705550001",
    photo: bytes | None = PHOTO, date: int = 1700000100000,
) -> str:  # fmt: skip
    """One picture message with its layout, a picture and a text."""
    data = base64.b64encode(photo or b"").decode()
    picture = f'<part seq="0" ct="image/jpeg" name="a.jpg" cl="a.jpg" text="null" data="{data}" />' if photo else ""
    return (
        f'<mms date="{date}" msg_box="{box}" m_id="x1" ct_t="application/vnd.wap.multipart.related" sub="null" '
        f'address="{number}" contact_name="{name}" m_type="132"><parts>'
        f'<part seq="-1" ct="application/smil" text="&lt;smil/&gt;" />{picture}'
        f'<part seq="0" ct="text/plain" name="t.txt" text={quoteattr(text)} /></parts>'
        f'<addrs><addr address="{sender}" type="137" charset="106" />'
        '<addr address="insert-address-token" type="151" charset="106" /></addrs></mms>\n'
    )


def call(number: str = "+491705550001", kind: int = 1, seconds: int = 65, name: str = "Anna") -> str:
    return (
        f'<call number="{number}" duration="{seconds}" date="1700000200000" type="{kind}" presentation="1" '
        f'readable_date="14.11.2023 23:16:40" contact_name="{name}" />\n'
    )


def smses(*records: str, count: int | None = None) -> bytes:
    total = len(records) if count is None else count
    return f'{HEAD}<smses count="{total}" backup_set="u" type="full">\n{"".join(records)}</smses>'.encode()


def calls(*records: str) -> bytes:
    return f'{HEAD}<calls count="{len(records)}">\n{"".join(records)}</calls>'.encode()


def samples() -> dict[str, bytes]:
    """A file of texts, one of calls, and both in a zip."""
    texts = smses(sms(f"{CANARY} &#55357;&#56841;"), sms("and back", kind=2), mms("look", box=2))
    rings = calls(call(), call(kind=3, seconds=0))
    return {
        "sms-20231114231320.xml": texts,
        "calls-20231114231320.xml": rings,
        "sms-20231115.zip": zip_of({"sms-20231115.xml": texts, "calls-20231115.xml": rings}),
    }


def many(messages: int) -> dict[str, bytes]:
    """Texts with emoji in 50 chats."""
    texts = [sms(f"Hello there, number {n} &#55357;&#56841;", number=f"+4917055{n % 50:05}") for n in range(messages)]
    return {"sms-20231114231320.xml": smses(*texts)}
