"""What is said where runs failed each time they were tried."""

FAILURES = {
    "failed_worlds": (
        "{lost} of {asked} worlds are left out for all alike, because a run failed in them.",
        "{asked} 个情形中有 {lost} 个因运行失败，对所有比较对象一并剔除。",
    ),
    "failed_runs": ("Failed runs: {count} ({runs}).", "失败的运行：{count} 次（{runs}）。"),
    "failed_run": (
        "“{variant}”, replication {world}, seed {seed}, in {stage}: {error}",
        "“{variant}”，第 {world} 号情形，种子 {seed}，{stage}：{error}",
    ),
    "failed_more": ("and {count} more", "另有 {count} 次"),
}
