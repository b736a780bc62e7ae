"""The page of a sweep: headings, titles and help of its pictures and tables, advice."""
# ruff: noqa: E501

SWEEP_PAGE = {
    "sweep_title": ("{name}: where the most is earned", "{name}：在哪里赚得最多"),
    "sweep_key_figures": ("The best point in figures", "最好的点的关键数字"),
    "sweep_figure_profit": ("profit in {days}", "{days}利润"),
    "sweep_figure_error": ("± {error} simulation error (95%)", "± {error} 模拟误差（95%）"),
    "sweep_figure_gain": ("more than the scenario as it is", "比现状多赚"),
    "sweep_figure_gain_range": ("{low} … {high}", "{low} … {high}"),
    "sweep_figure_roi": ("ROI", "ROI"),
    "sweep_figure_cost": ("cost", "花费"),
    "sweep_figure_best": ("best in", "最好的比例"),
    "sweep_figure_of": ("of {spread}", "的{spread}"),
    "sweep_figure_tied": ("points not told apart from it", "与它分不出高下的点"),
    "sweep_figure_points": ("of {points} others", "其余共 {points} 个"),
    "sweep_part_split": ("Every split", "各种分配"),
    "sweep_part_curves": ("One thing at a time", "一次看一项"),
    "sweep_part_maps": ("Two things together", "两项一起看"),
    "sweep_curve_title": ("Profit by {axis}", "利润随{axis}的变化"),
    "sweep_curve_title_with": (
        "Profit by {axis}, at several values of {partner}",
        "利润随{axis}的变化（{partner}取不同值）",
    ),
    "sweep_curve_title_variant": ("{title}: “{variant}”", "{title}：“{variant}”"),
    "sweep_curve_help": (
        "Bands: simulation error of the mean (95%). All else as at the best point. Star: the best point; dotted upright line: the scenario as it is.",
        "色带：平均值的模拟误差（95%）。其余各项与最好的点相同。星号：最好的点；竖的点线：现状。",
    ),
    "sweep_curve_worlds": (" Pale band: 5–95% of {spread}.", "浅色带：{spread}的 5–95% 范围。"),
    "sweep_curve_fit": (
        " Between the {points} points drawn a curve is fitted; it explains {explained} of their differences.",
        "曲线由 {points} 个抽取的点拟合而成，能解释它们之间 {explained} 的差别。",
    ),
    "sweep_map_title": ("Profit by {x} (across) and {y} (upwards)", "利润：横轴为{x}，纵轴为{y}"),
    "sweep_map_help": (
        "Blue: profit, the deeper the more; orange: loss. Star: the best point; ring: the scenario as it is.",
        "蓝色：盈利，越深越多；橙色：亏损。星号：最好的点；圆圈：现状。",
    ),
    "sweep_map_line": (
        " Dashed line: ROI = 0; beyond it advertising loses money.",
        "虚线：ROI = 0，越过它投放就亏钱。",
    ),
    "sweep_map_no_loss": (" Nowhere in this range is money lost.", "在这一范围内没有一处亏损。"),
    "sweep_map_all_loss": (" Everywhere in this range money is lost.", "在这一范围内处处亏损。"),
    "sweep_map_fit": (" Smoothed between the points drawn, which are the dots.", "由抽取的点（小圆点）平滑而成。"),
    "sweep_regions_title": (
        "Which variant earns most: {x} (across) and {y} (upwards)",
        "哪个方案赚得最多：横轴为{x}，纵轴为{y}",
    ),
    "sweep_regions_help": (
        "Each colour is where that variant earns most; pale: the simulation cannot tell it apart from another there. On the full lines the answer turns. All else as at the best point.",
        "每种颜色表示该方案在此处赚得最多；浅色：模拟分不出它与别的方案的高下。实线是答案改变的地方。其余各项与最好的点相同。",
    ),
    "sweep_triangle_title": (
        "Profit by split: each place is one way to share the budget",
        "利润随预算分配的变化：每个位置是一种分配方法",
    ),
    "sweep_triangle_help": (
        "In a corner all money goes to that class; on the opposite side none. The deeper, the more profit. Thick rims: points that the simulation cannot tell apart from the best. Star: the best; ring: the scenario as it is.",
        "角上表示全部预算给该词类，对边表示一分不给。颜色越深利润越高。粗边：模拟分不出与最好的点高下。星号：最好的点；圆圈：现状。",
    ),
    "sweep_triangle_corner": ("100% {klass}", "{klass} 100%"),
    "sweep_scale": ("colours: {low} … {high}", "颜色：{low} … {high}"),
    "sweep_part_name": ("{axis}: {part}", "{axis}：{part}"),
    "sweep_best_mark": ("best point", "最好的点"),
    "sweep_base_mark": ("the scenario as it is", "现状"),
    "sweep_table_top": ("The best points", "最好的点"),
    "sweep_table_top_note": (
        "By profit. ± and “told apart” are of the simulation (95%); the range is of {spread}.",
        "按利润排列。± 和“与最好的分开”指模拟误差（95%），范围指{spread}。",
    ),
    "sweep_table_all": ("All points", "所有点"),
    "sweep_advice_edge": (
        "The best {axis} ({value}) is the last that was tried: the summit may lie beyond it; widen the axis.",
        "{axis}的最好值（{value}）已是试过的边界，更好的可能还在外面；请把范围放宽。",
    ),
    "sweep_advice_break_even": (
        "All else as at the best point, profit crosses 0 at {axis} about {values}.",
        "其余各项与最好的点相同时，{axis}约为 {values} 时盈亏平衡。",
    ),
    "sweep_advice_no_loss": (
        "All else as at the best point, no {axis} from {low} to {high} loses money.",
        "其余各项与最好的点相同时，{axis}从 {low} 到 {high} 都不亏损。",
    ),
    "sweep_advice_flat": (
        "The summit is broad: {count} of {points} points are as good as the best, as far as the simulation can tell. Choose among them by what is easier to do.",
        "高处很平：{points} 个点中有 {count} 个与最好的分不出高下，按方便程度选择即可。",
    ),
    "sweep_basis_base": ("Scenario", "场景"),
    "sweep_basis_design": ("Design", "设计"),
    "sweep_basis_runs": ("Runs", "运行次数"),
    "word_point": ("one set of values of the axes", "各轴取值的一种组合"),
    "word_axis": ("a value of the scenario that the sweep varies", "扫描中变化的一个场景取值"),
    "word_break_even": ("where profit is 0: ROI = 0", "利润为 0 之处，即 ROI = 0"),
    "word_told_apart": (
        "the simulation is sure, with 95%, that another point earns less than the best",
        "模拟有 95% 的把握认定该点比最好的点赚得少",
    ),
}
SWEEP_TERMS = {
    "word_point": ("point", "点"),
    "word_axis": ("axis", "轴"),
    "word_break_even": ("break-even", "盈亏平衡"),
    "word_told_apart": ("told apart", "分开（分出高下）"),
}
