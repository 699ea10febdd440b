"""What agents, tasks and files do to each other; how they go about it is a strategy's business."""
