"""When: projects, the computed schedule, forecasts, baselines and risks."""
