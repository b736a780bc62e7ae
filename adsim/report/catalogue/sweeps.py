"""What is said of a sweep: what it will cost, its best point, and what cannot be told apart from that."""
# ruff: noqa: E501

SWEEPS = {
    "sweep_points": (
        "{points} points of design {design}{asked} and the scenario as it is, {variants} × {worlds} worlds: {runs} runs, {missing} of them still to do.",
        "{design} 设计的 {points} 个点{asked}，另加现状；{variants} × {worlds} 个情形，共 {runs} 次运行，还差 {missing} 次。",
    ),
    "sweep_asked": (" ({asked} asked for, rounded up to a power of two)", "（要求 {asked} 个，凑成 2 的幂）"),
    "sweep_variant": ("{count} variant", "{count} 个方案"),
    "sweep_variants": ("{count} variants", "{count} 个方案"),
    "sweep_cost": (
        "About {seconds} s a run (measured): {time} in {workers}; at most about {memory} of memory and {disk} of disk.",
        "每次约 {seconds} 秒（实测）：{workers}约需 {time}；内存最多约 {memory}，磁盘约 {disk}。",
    ),
    "sweep_process": ("1 process", "1 个进程"),
    "sweep_core": ("one core of the cluster", "集群的 1 个核"),
    "sweep_processes": ("{count} processes", "{count} 个进程"),
    "sweep_seconds": ("{count} s", "{count} 秒"),
    "sweep_minutes": ("{count} min", "{count} 分钟"),
    "sweep_hours": ("{count} h", "{count} 小时"),
    "sweep_wins": (
        "Of {points} points{variants} {point} earns most: {profit} profit in {days} (95% simulation interval {low} to {high}){range}; it is best in {best} of {spread}{loss}{base}. {apart}",
        "{points} 个点{variants}中，{point}赚得最多：{days}利润 {profit}（95% 模拟误差区间 {low} 至 {high}）{range}；在 {best} 的{spread}中最好{loss}{base}。{apart}",
    ),
    "sweep_loses": (
        "Every point loses money, so do not spend on these terms: of {points} points{variants} {point} loses least, {profit} in {days} (profit {low} to {high}, 95% simulation interval){range}; it is best in {best} of {spread}{base}. {apart}",
        "每个点都亏损，这样的条件下不要投放：{points} 个点{variants}中，{point}亏得最少，{days}亏 {profit}（利润的 95% 模拟误差区间为 {low} 至 {high}）{range}；在 {best} 的{spread}中最好{base}。{apart}",
    ),
    "sweep_as_is": ("the scenario as it is ({point})", "现状（{point}）"),
    "sweep_each": (" × {count} variants", " × {count} 个方案"),
    "sweep_with": ("{variant}: {point}", "方案 {variant}：{point}"),
    "sweep_gain": (
        "; that is {gain} more than the scenario as it is (95% simulation interval {low} to {high})",
        "；比现状多 {gain}（95% 模拟误差区间 {low} 至 {high}）",
    ),
    "sweep_alone": (
        "Every other point earns less, and by more than the simulation error.",
        "其他各点都赚得更少，差距超过模拟误差。",
    ),
    "sweep_tied_one": (
        "The simulation cannot tell it apart from one other point: {region}{base}.",
        "模拟分不出它与另外 1 个点的高下：{region}{base}。",
    ),
    "sweep_tied": (
        "The simulation cannot tell it apart from {count} other points: {region}{base}.",
        "模拟分不出它与另外 {count} 个点的高下：{region}{base}。",
    ),
    "sweep_from_to": ("{axis} {low} to {high}", "{axis} {low} 至 {high}"),
    "sweep_base_tied": ("; the scenario as it is belongs to them", "；现状也在其中"),
    "sweep_failed": (
        "Left out, because their runs failed: {names}.",
        "运行失败、未计入的点：{names}。",
    ),
    "sweep_more": ("… and {count} more, in the table `standings`", "其余 {count} 个点见表 `standings`"),
    "column_point": ("Point", "点"),
    "column_behind": ("Behind the best", "比最好的少"),
    "column_tied": ("Told apart", "与最好的分开"),
    "sweep_best": ("best", "最好"),
    "sweep_close": ("no", "未分开"),
    "sweep_apart": ("yes", "已分开"),
}
