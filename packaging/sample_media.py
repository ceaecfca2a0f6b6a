"""Tiny real media for the sample exports: painted JPEG landscapes, silent Opus voice notes, a one-page PDF."""

from __future__ import annotations

import math
import os
import struct
import zlib

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QPointF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter, QPolygonF

WIDTH, HEIGHT = 640, 480
# scene: (upper sky, lower sky, sun's place or None, hills from far to near, water at the foot)
SCENES: dict[str, tuple[str, str, tuple[float, float] | None, tuple[str, ...], str | None]] = {
    "harbour": ("#7FB4D6", "#FCE3B6", (0.72, 0.42), ("#7C93A6", "#4F6B7E"), "#4C87A3"),
    "eggs": ("#CFE6D8", "#F7F1D5", (0.2, 0.2), ("#9CC29A", "#6FA26E", "#4C7F4E"), None),
    "hills": ("#9DB3C8", "#DCE3E6", None, ("#A3B0B4", "#7E9488", "#5B7A63"), None),
    "lake": ("#6FA8D8", "#E7F0EC", (0.5, 0.25), ("#8FA7B0", "#5E8468"), "#3F7FA6"),
    "locks": ("#88B7DA", "#F3E6CC", (0.82, 0.3), ("#A9B798", "#758F62"), "#5A92A8"),
    "dawn": ("#1B2A4A", "#E39A6B", (0.5, 0.62), ("#2A3350", "#1A2138"), "#33466B"),
}
SILENCE = b"\xf8\xff\xfe"  # one Opus packet: 20 ms of silence
SAMPLES_IN_PACKET = 960  # at Opus' 48 kHz


def photo(scene: str) -> bytes:
    """A JPEG of 640 by 480 pixels."""
    app = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    _paint(image, *SCENES[scene])
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if app is None or not image.save(buffer, "JPEG", 82):
        raise RuntimeError("Qt could not write a JPEG")
    return bytes(buffer.data().data())


def _paint(
    image: QImage, high: str, low: str, sun: tuple[float, float] | None, hills: tuple[str, ...], water: str | None
) -> None:
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, HEIGHT * 0.7)
    sky.setColorAt(0, QColor(high))
    sky.setColorAt(1, QColor(low))
    painter.fillRect(image.rect(), sky)
    painter.setPen(QColor(0, 0, 0, 0))
    if sun:
        painter.setBrush(QColor("#FFF3D0"))
        painter.drawEllipse(QPointF(WIDTH * sun[0], HEIGHT * sun[1]), 34, 34)
    for number, colour in enumerate(hills):
        painter.setBrush(QColor(colour))
        painter.drawPolygon(_ridge(number, len(hills)))
    if water:
        painter.fillRect(0, int(HEIGHT * 0.78), WIDTH, HEIGHT, QColor(water))
    painter.end()


def _ridge(number: int, of: int) -> QPolygonF:
    base, height = HEIGHT * (0.5 + 0.32 * (number + 1) / of), 52 - 14 * number
    points = [
        QPointF(x, base - height * (math.sin(x / (83 + 31 * number) + 1.7 * number) + 0.4 * math.sin(x / 37 + number)))
        for x in range(0, WIDTH + 1, 8)
    ]
    return QPolygonF([*points, QPointF(WIDTH, HEIGHT), QPointF(0, HEIGHT)])


def voice_note(seconds: int) -> bytes:
    """An Ogg Opus file (RFC 7845) that is silent for so long."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 10) + b"Chat Vault" + struct.pack("<I", 0)
    pages = [_ogg_page(0, 0, 2, [head]), _ogg_page(1, 0, 0, [tags])]
    packets = [SILENCE] * (seconds * 48000 // SAMPLES_IN_PACKET)
    for start in range(0, len(packets), 50):
        part = packets[start : start + 50]
        end = 4 if start + 50 >= len(packets) else 0
        pages.append(_ogg_page(len(pages), (start + len(part)) * SAMPLES_IN_PACKET, end, part))
    return b"".join(pages)


def _ogg_page(number: int, position: int, flags: int, packets: list[bytes]) -> bytes:
    lacing = bytes(len(packet) for packet in packets)  # all below 255 bytes
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, position, 1, number, 0, len(lacing))
    page = head + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_sum(page)) + page[26:]


def _ogg_sum(page: bytes) -> int:
    """Ogg's own CRC-32: polynomial 0x04C11DB7, not reflected, starting at 0 (RFC 3533)."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
            value &= 0xFFFFFFFF
    return value


def document(lines: list[str]) -> bytes:
    """A PDF of one A4 page with these lines."""
    text = "BT /F1 14 Tf 60 760 Td 24 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    stream = zlib.compress(text.encode("latin-1"), 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    ending = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + ending
