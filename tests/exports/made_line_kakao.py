"""Invented chats of LINE and KakaoTalk, in the forms and languages that their apps write."""

from __future__ import annotations

CANARY = "kingfisher-at-dawn"

LINE_ENGLISH = f"""\ufeff[LINE] Chat history with Anna Berg
Saved on: 2024/01/03 09:00

2024.01.02 Tuesday
09:15\tAnna Berg\tGood morning {CANARY}
09:16\tBen\t"two lines
and ""quoted"" words"
09:17\tAnna Berg\t[Photo]
09:18\t\tAnna Berg unsent a message.

2024.01.03 Wednesday
21:05\tBen\t☎ Call time 1:23
"""
LINE_JAPANESE = f"""[LINE] 花子とのトーク履歴
保存日時：2026/01/31 10:00

2026/1/30(金)
午後3:04\t花子\tこんにちは {CANARY}
午前12:10\t太郎\t[スタンプ]
"""
LINE_CHINESE = f"""[LINE] 與小美的聊天記錄
儲存日期：2026/01/31 10:00

2026/1/30周五
下午03:04 小美 你好 {CANARY}
下午03:05 大明 "第一行
12:30 不是訊息"
下午03:06 大明 好
"""
LINE_AMERICAN = f"""[LINE] Chat history in Family
Saved on: 1/31/2026, 10:00 AM

Fri, 1/30/2026
03:04PM\tAnna\thello {CANARY}
11:59AM\tBen\tbye
"""
KAKAO_ANDROID = f"""안나 님과 카카오톡 대화
저장한 날짜 : 2025년 10월 11일 오전 9:00

2025년 10월 10일 오전 10:09
2025년 10월 10일 오전 10:09, 안나 : 안녕 {CANARY}
두 번째 줄
2025년 10월 10일 오후 12:10, 벤 : 사진
2025년 10월 10일 오후 12:11, 벤님이 들어왔습니다.
"""
KAKAO_IPHONE = f"""안나 님과 카카오톡 대화
저장한 날짜 : 2025. 10. 24. 오전 9:00

2025. 10. 23. 오전 11:44, 안나 : 안녕 {CANARY}
2025. 10. 23. 오후 1:02, 벤 : a : b
"""
KAKAO_WINDOWS = f"""안나 님과 카카오톡 대화
저장한 날짜 : 2023-05-11 09:00:00

--------------- 2023년 5월 10일 수요일 ---------------
[안나] [오전 9:23] 안녕 {CANARY}
더
[벤] [오후 12:01] 이모티콘
벤님이 나갔습니다.
"""
KAKAO_ENGLISH = f"""KakaoTalk Chats with Anna
Date Saved : January 3, 2024 9:00 AM

January 2, 2024, 3:04 PM, Anna : hi {CANARY}
January 2, 2024, 3:05 PM, Ben : yes
"""
KAKAO_MAC = f"""\ufeffDate,User,Message
2024-01-01 10:00:00,"Anna","hi, {CANARY}
second line"
2024-01-01 10:00:05,"Ben","he said \""x\"""
"""


def samples() -> dict[str, bytes]:
    """Every form, by a name as the app gives it."""
    return {
        "[LINE] Chat with Anna Berg.txt": LINE_ENGLISH.encode(),
        "[LINE] 花子とのトーク.txt": LINE_JAPANESE.encode(),
        "[LINE]小美.txt": LINE_CHINESE.encode(),
        "[LINE] Family.txt": LINE_AMERICAN.encode(),
        "KakaoTalkChats.txt": KAKAO_ANDROID.encode(),
        "KakaoTalk_iphone.txt": KAKAO_IPHONE.encode(),
        "KakaoTalk_20230511_0900_00_000_안나.txt": KAKAO_WINDOWS.encode(),
        "KakaoTalkChats-en.txt": KAKAO_ENGLISH.encode(),
        "KakaoTalk_Chat_Anna_2024-01-02-10-00-00.csv": KAKAO_MAC.encode(),
    }


def many(messages: int) -> dict[str, bytes]:
    """A day after the other, 24 messages each."""
    line = ["[LINE] Chat history with Anna", "Saved on: 2024/01/03 09:00", ""]
    kakao = ["안나 님과 카카오톡 대화", ""]
    for number in range(messages):
        day, hour = divmod(number, 24)
        if hour == 0:
            line.append(f"20{10 + day // 336 % 80}.{day // 28 % 12 + 1:02}.{day % 28 + 1:02} Tuesday")
        line.append(f"{hour:02}:15\tAnna\tHello there, number {number}")
        year, month, date = 2010 + day // 336, day // 28 % 12 + 1, day % 28 + 1
        kakao.append(f"{year}년 {month}월 {date}일 오전 {hour % 12 or 12}:15, 안나 : Hello there, number {number}")
    return {"[LINE] Anna.txt": "\n".join(line).encode(), "KakaoTalkChats.txt": "\n".join(kakao).encode()}
