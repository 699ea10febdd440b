"""When each task starts: as short as may be, or with as few collisions as may be."""
