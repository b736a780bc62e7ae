"""What the data doctor says of each kind of finding; a key that ends in `_one` is its singular."""
# ruff: noqa: E501

FINDINGS = {
    # Found: fatal.
    "no_clicks": (
        "there is no click that cost money, so there is nothing to calibrate on.",
        "没有一次花了钱的点击，无从校准。",
    ),
    "not_one_account": (
        "the files cannot be read as one account.",
        "这些文件不能当作同一个账户来读。",
    ),
    "too_little_readable": (
        "{row_share} of the lines cannot be read ({rows}), so this is probably another kind of file, or the wrong decimal mark or column.",
        "{row_share} 的行无法读取（{rows} 行），可能不是这种报表，或小数点、列名有误。",
    ),
    "out_of_reach": (
        "some figures are larger than any scenario holds, so calibrate would refuse them.",
        "有的数字超出了情景文件允许的范围，校准会拒绝。",
    ),
    # Found: lines.
    "unreadable": (
        "{rows} lines cannot be read and are not counted ({row_share} of all).",
        "{rows} 行无法读取，未计入（占 {row_share}）。",
    ),
    "unreadable_one": (
        "one line cannot be read and is not counted.",
        "1 行无法读取，未计入。",
    ),
    "impossible": (
        "{rows} lines hold figures that cannot be right; they are kept as they are ({click_share} of the clicks).",
        "{rows} 行的数字不可能成立，仍按原样计入（占点击的 {click_share}）。",
    ),
    "impossible_one": (
        "one line holds figures that cannot be right; it is kept as it is ({click_share} of the clicks).",
        "1 行的数字不可能成立，仍按原样计入（占点击的 {click_share}）。",
    ),
    "duplicates": (
        "{rows} lines repeat another line's day, place and keyword, and are counted again.",
        "{rows} 行与别的行日期、位置、关键词相同，会重复计算。",
    ),
    "duplicates_one": (
        "one line repeats another line's day, place and keyword, and is counted again.",
        "1 行与别的行日期、位置、关键词相同，会重复计算。",
    ),
    # Found: sums.
    "rows_exceed_total": (
        "the lines add up to more than the report's own total “{label}” (line {line}): {clicks} clicks for {cost}, the total says {total_clicks} for {total_cost}; look for lines that stand there twice.",
        "各行之和大于报表自己的“{label}”（第 {line} 行）：各行 {clicks} 次点击、花费 {cost}，汇总 {total_clicks} 次、{total_cost}；请检查有无重复的行。",
    ),
    "rows_below_total": (
        "the lines add up to less than the report's own total “{label}” (line {line}): {clicks} clicks for {cost}, the total says {total_clicks} for {total_cost}; the rest is not in this file.",
        "各行之和小于报表自己的“{label}”（第 {line} 行）：各行 {clicks} 次点击、花费 {cost}，汇总 {total_clicks} 次、{total_cost}；其余不在本文件中。",
    ),
    "hidden_terms": (
        "the platform keeps part of the terms to itself: “{label}” (line {line}) holds {click_share} of the clicks, {impression_share} of the impressions and {cost_share} of the cost, and names none of them. They are calibrated as other searches; a report of keywords for the same days tells of which keywords.",
        "平台没有列出全部搜索词：“{label}”（第 {line} 行）占点击的 {click_share}、展现的 {impression_share}、花费的 {cost_share}，却不说明是哪些词。校准时记作“其他搜索”；同一时段的关键词报表能说明它们属于哪些关键词。",
    ),
    "hidden_below": (
        "the finest report ({finest}) lacks {click_share} of the clicks and {impression_share} of the impressions that the coarser ones know; they are calibrated as “other searches”.",
        "最细的报表（{finest}）缺少 {click_share} 的点击和 {impression_share} 的展现，只有较粗的报表才有；校准时记作“其他搜索”。",
    ),
    "clicked_only": (
        "the report lists only terms that were clicked, so click rates come out too high and searches too few. A report of keywords or targets for the same days counts the rest.",
        "报表只列出有点击的搜索词，点击率因此偏高，搜索量偏低。同一时段的关键词（投放）报表包含其余部分。",
    ),
    "only_clicked_rows": (
        "no line is without a click though {rows} have just one: terms without clicks were probably filtered out, so click rates come out too high.",
        "没有一行是零点击，却有 {rows} 行只有一次点击：零点击的词多半被筛掉了，点击率因此偏高。",
    ),
    # Found: days.
    "gaps": (
        "{days} days within the period have no lines (usual: {usual_clicks} clicks a day).",
        "时间段内有 {days} 天没有数据（平时每天 {usual_clicks} 次点击）。",
    ),
    "gaps_one": (
        "one day within the period has no lines (usual: {usual_clicks} clicks a day).",
        "时间段内有 1 天没有数据（平时每天 {usual_clicks} 次点击）。",
    ),
    "outlier_days": (
        "{days} days lie far from their weekday's level: a promotion, a stock-out, or an incomplete day.",
        "{days} 天远离同星期几的平常水平：可能是大促、断货，或当天数据不全。",
    ),
    "outlier_days_one": (
        "one day lies far from its weekday's level: a promotion, a stock-out, or an incomplete day.",
        "有 1 天远离同星期几的平常水平：可能是大促、断货，或当天数据不全。",
    ),
    "tracking_stopped": (
        "no orders from {first} on though clicks go on ({clicks} clicks, about {expected_orders} orders expected): order tracking has probably broken, and the conversion rate comes out too low.",
        "{first} 起没有订单而点击照常（{clicks} 次点击，预计约 {expected_orders} 笔订单）：订单统计多半断了，转化率因此偏低。",
    ),
    "tracking_began": (
        "no orders until {last} though there were clicks ({clicks} clicks, about {expected_orders} orders expected): order tracking probably began only then, and the conversion rate comes out too low.",
        "{last} 之前没有订单而有点击（{clicks} 次点击，预计约 {expected_orders} 笔订单）：订单统计多半在那之后才开始，转化率因此偏低。",
    ),
    "tracking_gap": (
        "no orders from {first} to {last} though clicks went on ({clicks} clicks, about {expected_orders} orders expected): order tracking was probably down, and the conversion rate comes out too low.",
        "{first} 至 {last} 没有订单而点击照常（{clicks} 次点击，预计约 {expected_orders} 笔订单）：订单统计多半中断过，转化率因此偏低。",
    ),
    # Found: too little.
    "no_orders": (
        "no orders are told, so whether a click earns its price rests on a guessed conversion rate.",
        "没有订单数据，一次点击值不值这个价，只能靠猜测的转化率。",
    ),
    "no_revenue": (
        "orders are told but not their value, so the value of an order is a guess.",
        "有订单数而没有成交金额，每单金额只能靠猜测。",
    ),
    "few_clicks": (
        "there are only {clicks} clicks, too few to tell keywords apart.",
        "只有 {clicks} 次点击，不足以分辨关键词的好坏。",
    ),
    "few_clicks_one": (
        "there is only one click, too few to tell keywords apart.",
        "只有 1 次点击，不足以分辨关键词的好坏。",
    ),
    "few_orders": (
        "there are only {orders} orders, so the conversion rate may be anything from {low_share} to {high_share}.",
        "只有 {orders} 笔订单，转化率可能在 {low_share} 至 {high_share} 之间。",
    ),
    "few_orders_one": (
        "there is only one order, so the conversion rate may be anything from {low_share} to {high_share}.",
        "只有 1 笔订单，转化率可能在 {low_share} 至 {high_share} 之间。",
    ),
    "no_period": (
        "the report does not tell how many days it covers: say --period-days, or every figure a day is off.",
        "报表没有说明涵盖多少天：请用 --period-days 指明，否则每天的数字都不准。",
    ),
    "short_period": (
        "the report covers only {days} days, less than two weeks: weekdays and the usual level are not yet told apart.",
        "报表只涵盖 {days} 天，不到两周：还分不清星期几的差别和平常水平。",
    ),
    "short_period_one": (
        "the report covers a single day: weekdays and the usual level cannot be told.",
        "报表只有 1 天：看不出星期几的差别和平常水平。",
    ),
}
