"""Sentences that say that the vendor calls the client, and what one does to be called."""

from __future__ import annotations

import re

from dlrgen.pages.remembered import remembered

_MAX_SENTENCE = 300
_THEIRS = r"(?:\w{0,20}ur[li]s?|address|server|endpoint|page|script|web ?service)\b"
"""What the client has that is called."""
_VERB = r"[`*]*(?:POST|GET|PUT)[`*]*"
_CALLS_BACK = re.compile(
    "|".join(
        (
            r"\bwe (?:(?:will|then|shall|also|can|may|do) ){0,2}(?:call|request|invoke|hit|post|push|notify|send)\b"
            rf"[^.\n]{{0,60}}\b{_THEIRS}",
            rf"\b(?:your|the) (?:\*{{0,2}}[a-z_-]{{1,15}} ){{0,2}}{_THEIRS}\*{{0,2}} "
            r"(?:is|will be|gets) (?:[a-z]{1,12} )?(?:called|requested|invoked|hit|notified|posted)",
            r"\b(?:requests|calls|notifies|invokes|posts? to|pushes to|hits) (?:the|your) (?:[a-z_-]{1,24} ){0,2}"
            rf"{_THEIRS}",
            r"\b(?:sent|posted|pushed|delivered|forwarded|requests?|goes|go|made|PUT`?|POST`?|GET`?) to your "
            rf"(?:[a-z_-]{{1,15}} ){{0,2}}{_THEIRS}",
            r"\b(?:sent|goes|go|made|posted|pushed|delivered|requests|calls|notifies|invokes) (?:to )?(?:the |your )?"
            r"[`*\"]{0,2}\w{0,20}_ur[li]\b",
            r"\b(?:sent|posted|pushed|delivered|forwarded|POSTed) (?:back )?to (?:the |your )?"
            r"(?:customer|client|merchant|user|partner)s?(?:'s)? (?:to |at |on |via )?(?:the |their |your )?"
            r"(?:url|address|endpoint|server)\b",
            r"\bwe (?:will )?(?:hit|call|request) (?:it|this|that)\b",
            rf"\bcalled (?:with|by) {_VERB} on (?:the|your)\b",
            r"\b(?:is|are|be|was|gets) (?:POSTed|PUT|sent|posted|pushed|delivered) (?:there|to it|to you)\b",
            r"\b(?:url|address)\b[^.\n]{0,12} given by (?:the )?(?:partner|client|customer|merchant|you)\b",
            r"\b(?:sent|passed on|forwarded|posted|made|delivered) (?:[a-z]{1,8} ){0,3}"
            rf"{_VERB} to (?:the|your|an?)\b",
            r"\A[ \t]*(?:is )?called by [A-Z]",
            r"\bit (?:is|will be) called (?:with|by)\b",
            rf"\b(?:makes|issues|performs) (?:an? )?(?:HTTPS? )?{_VERB}(?: request)? to (?:it\b|your |the client)",
            r"(?:推送|发送|回调|通知)[到至]该[ ]?(?:地址|URL|url|接口)",
            rf"\bsends (?:an? )?{_VERB}[^.\n]{{0,60}}\bto it\b",
            r"\b(?:sends|posts|delivers) [^.\n]{1,60} to the (?:url|address|endpoint) "
            r"(?:nominated|given|set|configured|specified|provided|registered|supplied|that|you)\b",
            r"\b(?:sent|posted|pushed|passed(?: on)?|forwarded|delivered) to the (?:[A-Za-z]{1,12} ){0,2}"
            r"(?:url|address|endpoint) (?:that )?(?:nominated|given|set|configured|registered|supplied|you)\b",
            r"\breceiv(?:e|ing) (?:an? )?HTTPS? (?:POST|GET|request)s? (?:on|at|to) (?:an? |the |your )?"
            r"(?:url|address|endpoint)\b",
            rf"\b{_VERB}[ \t]+(?:to )?your (?:url|endpoint|server)\b",
            r"(?:平台|系统|我方|我们|网关)[会将][\u4e00-\u9fff]{0,8}(?:请求|调用|访问|推送|通知|POST|GET)"
            r"[^。\n]{0,20}(?:地址|URL|url|接口|客户|商户|贵方|您|合作方|接入方|业务方)",
            r"[会将][向往](?:您|贵方|贵司|客户|商户|用户)[^。\n]{0,30}(?:地址|网址|URL|url|接口)[^。\n]{0,6}"
            r"发(?:送|起|出)?(?:通知|请求|消息|回调)",
            r"(?:以|用|通过)[ ]?(?:HTTP[S]? ?)?(?:POST|GET|PUT)[^。\n]{0,12}(?:通知|推送|回调|推到)",
            r"[会将并][^。\n]{0,6}(?:POST|GET|PUT)[ ]?到",
            r"(?:调用|请求|访问|推送[到至给]|通知[到至]?|发送?[到至给])[ ]?"
            r"(?:贵[方司]|客户|商户|您|用户|合作方|接入方|业务方|开发者)(?!端)"
            r"[^。，,；;\n]{0,10}(?:地址|URL|接口)",
            r"(?:我们|平台|系统|我方|网关|服务器)[会将]?[向往][ ]?[A-Za-z_`]{2,24}[ ]?"
            r"发(?:送|起|出)?(?:一个|一次|一条)?[ `*]{0,3}(?:POST|GET|HTTPS?[ ]?请求)",
            r"[向往](?:[它其您你]|该|贵|客户|商户|应用|所?填写|所?配置)[^。，,；;\n]{0,14}?发(?:送|起|出)?"
            r"(?:一个|一次|一条)?[ `*]{0,3}(?:POST|GET|HTTPS?[ ]?请求)",
        )
    ),
    re.IGNORECASE,
)
"""How a sentence says that a call goes from the vendor to the client."""
_OWN = re.compile(
    r"(?:(?!https?:)[^。\n/:：]){0,24}?(?<![A-Za-z])(?:notify|return|call_?back|back|push|hook|report|redirect|receive)_?ur[li]\b"
    r"|(?:(?!https?:)[^。\n/:：]){0,16}?由?(?:接入方|商户|商家|用户|客户|合作方|第三方|开发者|您|贵[方司])[\u4e00-\u9fff]{0,6}"
    r"(?:提供|填写|设置|配置|指定|定义|传入)"
    r"|(?:provided|given|set|configured) by (?:you|the (?:client|merchant|customer|partner))\b"
    r"|(?:your|the (?:client|merchant|customer|partner)(?:'s)?) (?:[a-z_-]{1,15} ){0,3}"
    r"(?:url|address|endpoint|server)\b",
    re.IGNORECASE,
)
"""What stands in the place of an address if that is the client's own."""
_STANDS_FOR_OWN = re.compile(
    r"[ \t`\"]*(?:(?:POST|GET|PUT)[ \t:]+)?[`\"]?(?:\$?\{{1,2}|<|\[)[ ]?(?:your[ _-]?)?"
    r"(?:callback|notify|notification|webhook|report)[ _-]?(?:url|uri|address|endpoint)?[ ]?"
    r"(?:\}{1,2}|>|\])[`\" \t]*\Z",
    re.IGNORECASE,
)
"""A line that is only a name for the client's own address: `{callback_url}`."""
_BEHIND_LABEL = re.compile(r"[^:：\n]{1,20}[:：][ \t`*\"'“‘]*")
_CALLED = re.compile(r"(?i:url)|endpoint|server|script")
_ASKED = re.compile(
    r"(?:[Tt]o|[Ii]n order to) (?:receive|get|be notified)\b[^.\n]{3,120}?"
    r"\b(?:callback|webhook|notification)s? ?(?:URL|url|endpoint)"
    r"|[^.\n]{0,120}?\b(?:[Ww]e|[Oo]ur (?:system|servers?|platform|gateway)|[Tt]he (?:system|platform|gateway))"
    r" (?:(?:will|shall|can|then) ){0,2}(?:call|send|post|push|make|request|forward|GET|POST)s?\b[^.\n]{0,80}?"
    r"(?:\b(?:your|callback|webhook|notification) ?(?:URL|url|endpoint|server|script)"
    r"|\b(?:notify|notification|callback|webhook)(?:_url|U(?:rl|RL))\b)"
    r"|[^.\n]{0,120}?\b(?:sends|posts|calls|forwards|will (?:send|post|call|forward|POST))\b[^.\n]{0,80}?"
    r"\byour (?:callback |webhook |notification )?(?:URL|url|endpoint|server)"
)


@remembered
def calls_back(sentence: str) -> bool:
    """Whether a sentence says that the vendor calls an address of the client's."""
    return _CALLS_BACK.search(sentence[:_MAX_SENTENCE]) is not None


@remembered
def asks_for_callback(sentence: str) -> bool:
    """Whether a sentence says what one does to be called: `To receive reports, set a callback URL`."""
    sentence = sentence[:_MAX_SENTENCE]
    return _CALLED.search(sentence) is not None and _ASKED.match(sentence) is not None


@remembered
def names_own_address(line: str) -> bool:
    """Whether a line has, behind its label of addresses, no address but words for the client's own."""
    label = _BEHIND_LABEL.match(line)
    return label is not None and _OWN.match(line, label.end()) is not None


@remembered
def stands_for_own_address(line: str) -> bool:
    """Whether a line is nothing but a name that stands for the client's own address."""
    return line.rstrip(' \t`"').endswith(("}", ">", "]")) and _STANDS_FOR_OWN.match(line) is not None
