"""Every fixed Chinese sentence that an answer can show, in one place."""

from rag.types import Reason

REFUSALS = {
    Reason.NOTHING_FOUND: "档案中没有找到与这个问题相关的报道。",
    Reason.FACT_ABSENT: "档案中有相近的报道，但没有写明所问的内容。",
    Reason.ENTITY_ABSENT: "档案中没有出现“{missing}”，无法回答。",
    Reason.OUTSIDE_COVERAGE: "所问的时间（{missing}）不在有关报道的范围内，无法回答。",
    Reason.OUT_OF_SCOPE: (
        "我只根据报纸档案回答问题，这类请求帮不上忙。可以问报道中的人物、会议、数字、时间和地点。"
    ),
}
COVERAGE = "档案收录{first}至{last}的报道。"
EMPTY_QUESTION = "问题是空的。请输入一个问题，例如：2022年外贸进出口总额是多少？"
TOO_LONG = "问题太长（{length} 字，最多 {limit} 字）。请只保留要问的那一两句话。"
