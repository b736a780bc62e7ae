"""Parameter sweeps: one small file names a scenario, axes and a design; every point is a whole paired comparison."""
