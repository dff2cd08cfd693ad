"""What camera, pose network and tracker make of people: projections, silhouettes, poses with errors, clips."""
