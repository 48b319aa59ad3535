"""A value that is told alone: apart from all others (`0 means success, anything else is an error`) or at the end."""

from __future__ import annotations

import re

from dlrgen.pages.pairs.pair import CJK, LONE_VALUE, MEASURES, Pair, paired
from dlrgen.pages.remembered import remembered

_SAID = rf"(?P<meaning>[{CJK}][^，,；;。：:=()（）\n]{{0,30}}?)"
_OTHERS = r"(?:其[他它余](?:的)?(?:值|情况|状态码?|返回码|代码|均|都)?|非[ ]?(?P=code)|否则)"
_CHINESE = re.compile(
    rf"(?:\A|[,，;；。:： (（=＝{CJK}]){LONE_VALUE}[ ]?"
    rf"(?:(?:表示|代表|为|是|指|[:：=-])[ ]?|(?<![A-Za-z])(?<![A-Za-z] )(?![{MEASURES}岁])){_SAID}"
    rf"[，,；;。][ ]?{_OTHERS}(?![ ]?(?:[:：=-]|表示|代表|为|是|指))"
)
"""A value and its meaning, before what is said of all the others; where those have a meaning, they are a pair too."""
_QUOTED = re.compile(rf"(?:\A|[,，;；。:：])[ ]?[“「](?P<code>-?[0-9]{{1,6}})[”」](?:表示|代表|为){_SAID}[。]?\Z")
"""A quoted number, with a verb before the meaning that ends a description."""
_LONE = re.compile(
    r"(?:\A|(?<=[\s,，;；。:：|(（])(?<![注第表图例骤录][ ]))(?P<code>-?[0-9]{1,6})[ ]?[=＝:：][ ]?"
    rf"(?![见参请例如详])(?P<meaning>[{CJK}][^,，;；。:：=()（）|\n0-9]{{0,20}})[。)）]?\Z"
)
"""A number and its meaning behind a sign, which end a description."""
_ENGLISH = re.compile(
    rf"(?<![\w.-]){LONE_VALUE}[ ]?"
    r"(?:(?:means|indicates|stands for|denotes|signals|signifies|on|for)[ ]|[=:][ ]?|[-–][ ])"
    r"(?:an?[ ]|the[ ])?(?P<meaning>[A-Za-z][A-Za-z -]{1,40}?)[,;.][ ](?:and[ ]|while[ ])?"
    r"(?:any(?:thing)?[ ](?:else|others?)|every(?:thing)?[ ](?:else|others?)|all[ ](?:the[ ])?others?|other[ ]values?"
    r"|any[ ]non-?zero|non-?zero|otherwise[ ](?=an?[ ]))",
    re.IGNORECASE,
)


@remembered
def sole(description: str) -> Pair | None:
    """The one value that a description tells apart from all the others; None if it tells none."""
    if description.isascii():
        found = _ENGLISH.search(description)
    else:
        found = _CHINESE.search(description) or _QUOTED.search(description) or _LONE.search(description)
    if found is None:
        return None
    start, end = found.span("meaning")
    end -= len(found["meaning"]) - len(found["meaning"].rstrip())
    return paired(found, "", start, end)
