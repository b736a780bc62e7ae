"""What a seller can do with the answer."""
# ruff: noqa: E501

ADVICE = {
    "advice": ("What to do with it", "怎么用这个结果"),
    "advice_ranges": (
        "Two kinds of doubt, kept apart: the range over {spread} ({low} to {high}) is what you cannot know beforehand; the simulation error (± {error}) is what more replications would remove.",
        "两种不确定要分开看：{spread}的范围（{low} 至 {high}）是事先无法知道的；模拟误差（± {error}）多做几次重复就会变小。",
    ),
    "advice_few": (
        "The simulation error (± {error}) is what more replications would remove. How far one of the {spread} may lie from the next shows from {fewest} replications on.",
        "模拟误差（± {error}）多做几次重复就会变小。各{spread}相差多大，要重复 {fewest} 次以上才看得出来。",
    ),
    "advice_one": (
        "These are the figures of one replication, luck included, such as may happen to you. Ask for {fewest} replications or more before you act on them.",
        "这是一次重复模拟的实际结果，含运气成分，你也可能遇到。行动之前，请重复 {fewest} 次以上。",
    ),
    "advice_tied": (
        "More replications narrow the interval. If a gap of this size does not matter to you, take the variant that is easier to run.",
        "增加重复次数可以缩小区间。如果这样大小的差距对你无所谓，就选更容易执行的方案。",
    ),
    "advice_class_loses": (
        "In “{variant}” the {klass} keywords lose {profit}: a click costs {cpc} and brings {worth} of margin. Lower their bids or their share.",
        "“{variant}”中{klass}亏 {profit}：一次点击花 {cpc}，只带来 {worth} 毛利。请降低这类词的出价或预算占比。",
    ),
    "advice_dark": (
        "First place for more money in “{variant}”: the {klass} keywords. Their budget is spent for {hours} hours a day, {lost} of their impressions are lost to that, and a click that costs {cpc} brings {worth} of margin. A lower bid stretches the same budget.",
        "“{variant}”中最值得加预算的是{klass}：预算每天有 {hours} 小时已花完，因此失去 {lost} 的展现，而一次点击花 {cpc}，带来 {worth} 毛利。降低出价也能让同样的预算撑得更久。",
    ),
    "advice_day": (
        "Do not judge too early: on day {day} the figures so far of “{variant}” against “{versus}” point the right way in {share} of {spread}.",
        "不要过早下结论：第 {day} 天“{variant}”与“{versus}”的当时数据，在 {share} 的{spread}中方向是对的。",
    ),
}
