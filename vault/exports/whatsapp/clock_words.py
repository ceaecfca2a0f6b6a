"""The words that stand at a clock in a header, in the languages of phones."""

from __future__ import annotations

import re

_UNWRITTEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069 \u00a0\u2009\u202f.'׳״\"]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations as phones write them (Unicode locale data), without dots and blanks, in lower case.
MORNING = _words(
    "am πμ 午前 上午 凌晨 清晨 早上 오전 새벽 아침 ص قظ לפנהצ дп dop de fm öö sa pg pd vm rn ap fh կա priekšp "
    "priešpiet преподне prepodne prijepodne проб पूर्वाह्न मपू ਪੂਦੁ ಪೂರ್ವಾಹ್ನ முற்பகல் ก่อนเที่ยง ព្រឹក ກ່ອນທ່ຽງ နံနက် පෙව to "
    "delamañana delamadrugada damanhã eparadites gh safiya wd ጥዋት ቅቀ পূৰ্বাহ্ন غم بن भोर सकाळीं फुं सवेर སྔ་དྲོ་ 上晝"
)
AFTERNOON = _words(
    "pm μμ 午後 下午 中午 傍晚 晚上 오후 저녁 밤 م بظ אחהצ пп odp pop du em ös ch ptg md nm in ip eh կհ pēcp popiet "
    "поподне popodne poslijepodne слоб अपराह्न मउ ਬਾਦੁ ಅಪರಾಹ್ನ பிற்பகல் หลังเที่ยง ល្ងាច ຫຼັງທ່ຽງ ညနေ පව tk "
    "delatarde delanoche datarde danoite epasdites gd yamma wb ከሰዓት ድቀ অপৰাহ্ন غو دن सांझ सांजे बेलासे दपैहरबाद ཕྱི་དྲོ་ 下晝"
)
# Words beside a clock of twenty-four hours: "at", "o'clock", "h", "s".
IDLE = _words("klo kl um uhr h hrs at u às as a alas ч s saat ora в во lúc à di på")


def spoken(word: str) -> str:
    """A clock's word without marks, blanks and dots: `p. m.`, `PM` and `pm` are one."""
    return _UNWRITTEN.sub("", word).casefold()


def is_known(word: str) -> bool:
    """Whether a word belongs to a clock in some language; no word does."""
    return not word or spoken(word) in MORNING | AFTERNOON | IDLE
