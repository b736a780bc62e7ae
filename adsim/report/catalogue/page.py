"""Headings and running text of the page, and the names of the keyword classes."""
# ruff: noqa: E501

PAGE = {
    "title": ("{name}: which variant earns most", "{name}：哪个方案赚得最多"),
    "title_alone": ("{name}: what it earns", "{name}：能赚多少"),
    "made_of": (
        "{name} · {platform} · {days} from {start} · {replications}",
        "{name} · {platform} · {start} 起 {days} · {replications}",
    ),
    "key_figures": ("Key figures of “{winner}”", "“{winner}”的关键数字"),
    "against": ("{versus}: {value}", "{versus}：{value}"),
    "part_which": ("Which variant", "选哪个方案"),
    "part_when": ("When the money comes and goes", "钱什么时候花、什么时候回"),
    "part_why": ("How it comes about", "为什么会这样"),
    "part_trust": ("When a test may be believed", "什么时候可以相信测试"),
    "part_tables": ("Tables", "数据表"),
    "part_basis": ("What it rests on", "依据"),
    "drawn_some": (
        "Of {all} variants the line pictures show {drawn} and the row pictures {rows}: the winner, the baseline and the next best. The first tables have them all.",
        "{all} 个方案中，折线图画出 {drawn} 个，横条图画出 {rows} 个：最好的、基准和紧随其后的；前几张数据表包含全部方案。",
    ),
    "scroll": ("Table: {title}; scrolls sideways", "表：{title}；可左右滚动"),
    "means": (
        "Figures are means over {replications}, in {currency}; “–” means there is nothing to divide by, or too few replications to tell.",
        "数字是{replications}的平均，货币为 {currency}；“–”表示没有可除的数，或重复次数太少。",
    ),
    "means_one": (
        "Figures are those realised in {replications}, in {currency}; “–” means there is nothing to divide by, or that one replication cannot tell.",
        "数字是{replications}的实际结果，货币为 {currency}；“–”表示没有可除的数，或重复一次无法得知。",
    ),
    "rest_keywords": (
        "The {shown} keywords of “{winner}” with the largest cost; {rest} more cost {cost} together.",
        "“{winner}”花费最多的 {shown} 个关键词；其余 {rest} 个共花费 {cost}。",
    ),
    "all_keywords": (
        "All {shown} keywords of “{winner}”, by cost.",
        "“{winner}”的全部 {shown} 个关键词，按花费排列。",
    ),
    "scenario": ("The scenario file, as it was run", "运行时的场景文件原文"),
    "assumptions_help": (
        "Every value below was set in the scenario file, with the note written beside it. What is called an assumption is not measured.",
        "下列数值都来自场景文件，旁边是文件里写的说明。标为假设（assumption）的没有经过测量。",
    ),
    "glossary": ("Words", "词汇"),
    "english": ("English", "英文"),
    "chinese": ("Chinese", "中文"),
    "meaning": ("Meaning", "含义"),
    "seed": ("Seed", "随机种子"),
    "scenario_hash": ("Scenario hash", "场景哈希"),
    "versions": ("Versions", "版本"),
    "replications_label": ("Replications", "重复次数"),
    "target_error": ("Simulation error asked for", "要求的模拟误差"),
    "daily_budget": ("Daily budget", "每日预算"),
    "baseline": ("Baseline", "基准方案"),
    "same_again": (
        "The same scenario, seed and versions give the same figures again.",
        "同样的场景、种子和版本会得到同样的数字。",
    ),
}

CLASSES = {
    "class_head": ("head", "大词"),
    "class_long_tail": ("long\N{NON-BREAKING HYPHEN}tail", "长尾词"),
    "class_precise": ("precise", "精准词"),
    "class_all": ("all", "全部"),
}
