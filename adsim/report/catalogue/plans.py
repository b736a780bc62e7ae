"""What is said of a test's plan and of an audit of rules: the answers, and what their columns are called."""
# ruff: noqa: E501

PLANS = {
    # The plan's answer: what it takes, or why it will not do.
    "plan_enough": (
        "About {trials} {unit} an arm, {days} and {money}: then “{rule}” finds a lift of {lift} in {metric} in {power} of tests; read it on day {day}.",
        "每个方案约 {trials} 次{unit}、{days}、共 {money}：这时“{rule}”能在 {power} 的测试中看出{metric}提高 {lift}；请在第 {day} 天看。",
    ),
    "plan_more_money": (
        "Not with {budget} a day: by day {day} “{rule}” finds a lift of {lift} in {metric} in only {power} of tests; about {needed} a day would find it in {asked}.",
        "每天 {budget} 不够：到第 {day} 天，“{rule}”只能在 {power} 的测试中看出{metric}提高 {lift}；每天约 {needed} 才能在 {asked} 的测试中看出。",
    ),
    "plan_never": (
        "Not by day {day}: “{rule}” finds a lift of {lift} in {metric} in only {power} of tests, and no budget tried, up to {most} a day, finds it in {asked}; test longer or a bolder change.",
        "到第 {day} 天还不够：“{rule}”只能在 {power} 的测试中看出{metric}提高 {lift}，试过的预算（最高每天 {most}）都达不到 {asked}；请测得更久，或换一个改动更大的方案。",
    ),
    "plan_smallest": (
        "The smallest lift found in {asked} of tests by day {day}: {lift}.",
        "到第 {day} 天，能在 {asked} 的测试中看出的最小提高：{lift}。",
    ),
    "plan_unheld": (
        "“{rule}” does not keep its error in this test; “{other}” does.",
        "“{rule}”在这个测试中守不住错误率；“{other}”可以。",
    ),
    "plan_kill": (
        "By day {day} ({clicks} clicks, {money}) a product at half of the target {target} is dropped in {half} of tests, one that just reaches it in {even}, one a quarter above it in {above}.",
        "到第 {day} 天（{clicks} 次点击、{money}），转化率只有目标 {target} 一半的商品在 {half} 的测试中被放弃；刚好达标的为 {even}，高出四分之一的为 {above}。",
    ),
    "plan_kill_never": (
        "Not in {asked} of tests: by day {day} ({clicks} clicks, {money}) a product at half of the target {target} is dropped in {half}, one that just reaches it in {even}, one a quarter above it in {above}; more clicks a day or a longer test would tell.",
        "达不到 {asked}：到第 {day} 天（{clicks} 次点击、{money}），转化率只有目标 {target} 一半的商品只在 {half} 的测试中被放弃；刚好达标的为 {even}，高出四分之一的为 {above}；每天多些点击或测得更久才看得清。",
    ),
    "plan_factor": ("share of the target", "相当于目标"),
    "plan_dropped": ("dropped", "被放弃"),
    "plan_said": ("A lift of {lift} at {budget} a day", "提高 {lift}，每天 {budget}"),
    "plan_rule": ("rule", "规则"),
    "plan_look": ("day", "天"),
    "plan_power": ("found", "看出"),
    "plan_false_promote": ("promoted, no better", "没有更好却推广"),
    "plan_false_kill": ("killed, though better", "更好却放弃"),
    "plan_cost": ("cost", "花费"),
    "plan_regret": ("regret", "少赚"),
    "plan_detectable": ("smallest lift found", "能看出的最小提高"),
    "plan_clicks": ("clicks", "点击"),
    "plan_impressions": ("impressions", "展现"),
    # The audit's answer.
    "audit_answer": (
        "Arms without any difference: {rules}.",
        "两个方案毫无差别时：{rules}。",
    ),
    "audit_held": (
        "“{rule}” sees one in at most {worst} of tests where it is meant to hold ({world}; worlds of that kind here: {count})",
        "“{rule}”在其适用的情形中最多在 {worst} 的测试里看出差别（{world}；这里共有 {count} 种）",
    ),
    "audit_unheld": (
        "“{rule}” in up to {worst} ({world})",
        "“{rule}”最多 {worst}（{world}）",
    ),
    "audit_world": ("world", "情形"),
    "audit_note": (
        "Share of {tests} tests in which the rule sees a difference at any look, ± standard error; * outside what the rule is meant for.",
        "{tests} 个测试中规则在任何一次查看时看出差别的比例，± 标准误差；* 表示超出该规则的适用范围。",
    ),
}
