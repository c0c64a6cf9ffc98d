"""From picture files to numbers of one size, in processes of their own, and what is seen of each on the way."""
