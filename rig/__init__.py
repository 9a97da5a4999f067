"""Real processes of the product on this machine, for measurements (bench/) and proofs (prove/)."""
