"""The rules that a line of a report can break, in Chinese: the readers name them in English.

A pattern matches the whole rule; what it captures goes into the Chinese sentence in its order.
"""
# ruff: noqa: E501

RULES: dict[str, str] = {
    # Cells.
    r"must be a finite number": "必须是有限的数",
    r"must be a number with a decimal \w+": "必须是数字（请看小数点是否一致）",
    r"must not be negative": "不能是负数",
    r"must be a whole number": "必须是整数",
    r"must be a whole number without a \w+: this could be (.+) or (.+)": "必须是整数：可能是 {} 或 {}，无法判断",
    r"must be a whole number without a \w+: this could be (.+)": "必须是整数：可能是 {}",
    r"must be a share of at most 1 or 100%": "份额不能超过 1（100%）",
    r"must be a date such as (.+)": "必须是日期，例如 {}",
    r"must be a month such as (.+)": "必须是月份，例如 {}",
    r"must be an hour of the day, 0 to 23": "必须是 0 至 23 的小时",
    r"must be a day of the week such as .+": "必须是星期几，例如“周一”",
    r"must be a number of days such as (.+)": "必须是天数，例如 {}",
    r"must not be empty": "不能为空",
    r"must be given": "必须填写",
    r"is an identifier that a spreadsheet rounded; export again and keep it as text": "编号被表格软件四舍五入了：请重新导出并保持为文本",
    # Lines.
    r"opens a quotation mark that does not close within a few lines": "有引号没有配对",
    r"spans several lines \(a stray quotation mark\?\)": "跨了几行（可能多了一个引号）",
    r"has (\d+) cells, the header has (\d+)": "有 {} 格，表头只有 {} 格",
    r"has ([\d,]+) more rows that cannot be read": "还有 {} 行无法读取",
    r"repeats line (\d+), with the same figures": "与第 {} 行重复，数字相同",
    r"repeats line (\d+), with other figures": "与第 {} 行重复，数字不同",
    r"went through a spreadsheet that took it for a number or a date: it may not be what it was": "被表格软件当成数字或日期改过，可能已不是原来的内容",
    r"(\w+) holds characters that were lost before": "{}中有字符在导出前已经丢失",
    r"(\w+) was once read in a wrong encoding; it says (.+)": "{}曾按错误的编码读过，变成了 {}",
    # Figures that cannot be.
    r"clicks must not exceed impressions": "点击不能多于展现",
    r"cost without a click": "没有点击却有花费",
    r"orders exceed clicks": "订单多于点击",
    r"cost per click must not exceed the bid": "点击均价不能高于出价",
    r"revenue without an order": "没有订单却有成交金额",
    r"position must not be below 1": "排名不能小于 1",
    r"must not end before it begins": "结束日期不能早于开始日期",
    r"shares of impressions must not add up to more than 100%": "展现份额之和不能超过 100%",
    r"\w+ within (\d+) days must not exceed those within (\d+)": "{} 天内的订单或成交金额不能多于 {} 天内的",
    r"click rate stated is not clicks over impressions": "标明的点击率不等于点击除以展现",
    r"price stated is not cost over clicks": "标明的点击均价不等于花费除以点击",
    # Days.
    r"clicks × ([\d.e+]+)": "点击 × {}",
    r"orders × ([\d.e+]+)": "订单 × {}",
    r"clicks × ([\d.e+]+), orders × ([\d.e+]+)": "点击 × {}，订单 × {}",
    # What was concluded rather than read.
    r"is read as a keyword: its figures are smaller than another line's": "当作关键词读入：数字比别的行小，不是汇总",
    r"repeats the header and was left out": "重复表头，已略去",
    r"stands alone, without figures: taken for a title": "单独一行，没有数字，当作标题略去",
    r"has no header that a known layout recognises and was not read": "没有可识别的表头，未读入",
    r"is a hidden sheet and was not read": "是隐藏的工作表，未读入",
    r"has a header but no rows(?: of data)?": "只有表头，没有数据",
    r"is no table and was not read": "不是表格，未读入",
    r"is taken from the file's name: (\S+) to (\S+)": "取自文件名：{} 至 {}",
    r"has no year; taken as (\S+) to (\S+), the latest that lie in the past": "没有年份，取最近已过去的 {} 至 {}",
    r"has no year; taken as (\S+), the latest that lie in the past": "没有年份，取最近已过去的 {}",
    r"are direct ones only: the report has no indirect ones": "只有直接成交：报表没有间接成交",
    r"has a word that is not known in ([\d,]+) lines: no match type there": "有 {} 行的词不认识，这些行没有匹配方式",
    # Files that do not go together.
    r"must be of one account: (.+) has \w+ (.+)": "必须属于同一账户：{} 是 {}",
    r"must be of one account with (.+): they share no \w+": "必须与 {} 属于同一账户：两者没有共同的名称",
    r"has no lines dated until (.+)": "没有 {} 及以前的逐日数据",
    r"has ([\d,]+)(?: lines? that stands?)? in (\S+) too .+: they may be counted twice": "有 {} 行在 {} 中也有，可能重复计算",
    r"is of (.+) to (.+), and no day of that lies in the period of (.+), (.+) to (.+)": "时间是 {} 至 {}，与 {} 的时间（{} 至 {}）没有一天重合",
    # More than a scenario holds.
    r"a scenario takes at most ([\d,]+)": "情景最多允许 {}",
    r"a scenario takes at most ([\d,]+) a day": "情景每天最多允许 {}",
    r"([\d,]+) more keywords lie beyond ([\d,]+)": "另有 {} 个词超过 {}",
    # How to mend it.
    r"check the column and its decimal mark": "请检查该列和小数点",
    r"check the column and its decimal mark, or give all money in a larger unit, such as thousands": "请检查该列和小数点，或把所有金额换成更大的单位（如千）",
    r"give one of the two, or both with a column for the day": "请只给其中一份，或两份都带日期列",
    r"calibrate each account by itself": "请分别校准每个账户",
    r"calibrate each account by itself, or say --platform": "请分别校准每个账户，或用 --platform 指明平台",
    r"unhide it to have it read": "取消隐藏后即可读入",
}
