"""WhatsApp's importer under the contract of all importers, as text and as archive, of both phones."""

from __future__ import annotations

from tests.contracts.importer_contract import CANARY, ImporterContract
from tests.exports.reading import zip_of
from vault.exports.base import Importer
from vault.exports.whatsapp import WhatsAppImporter

ANDROID = (
    f"28/04/2021, 10:15 - Anna: {CANARY}\n28/04/2021, 10:16 - Ben joined\n"
    "28/04/2021, 10:16 - Ben: IMG-20210428-WA0001.jpg (file attached)\n"
    "28/04/2021, 10:17 - Ben: more\n\nlines\n28/04/2021, 10:18 - Anna: gone.pdf (file attached)\n"
)
IPHONE = (
    f"[28/04/2021, 10:15:00] Choir: \u200eAnna created this group\r\n[28/04/2021, 10:15:09] Anna: {CANARY}\r\n"
    "\u200e[28/04/2021, 10:16:00] Ben: \u200e<attached: 00000003-PHOTO-2021-04-28-10-16-00.jpg>\r\n"
)


class TestWhatsApp(ImporterContract):
    def importer(self) -> Importer:
        return WhatsAppImporter()

    def samples(self) -> dict[str, bytes]:
        photo = bytes(range(256)) * 8
        return {
            "WhatsApp Chat with Anna.txt": ANDROID.encode(),
            "_chat.txt": IPHONE.encode("utf-8-sig"),
            "WhatsApp Chat with Anna.zip": zip_of(
                {"WhatsApp Chat with Anna.txt": ANDROID, "IMG-20210428-WA0001.jpg": photo}
            ),
            "WhatsApp Chat - Choir.zip": zip_of(
                {"_chat.txt": IPHONE, "00000003-PHOTO-2021-04-28-10-16-00.jpg": photo, "notes.txt": "no chat"}
            ),
        }
