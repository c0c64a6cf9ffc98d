"""Training: the family contract, the loop, checkpoints. Knows no toolkit and no data set."""
