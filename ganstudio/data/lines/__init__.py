"""Line art and colour hints made from pictures."""
