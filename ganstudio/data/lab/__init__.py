"""Sets of the Lab, which are no pictures: points in a line or a plane, and lines of text."""
