"""Which frames of a video the recognizer looks at."""

from typing import List


def test_frames(total_frames: int, clips: int) -> List[int]:
    """Indices as MMAction2's `SampleFrames(clip_len=1, num_clips=clips, test_mode=True)`.

    One frame from the middle of each of `clips` equal parts; short videos repeat frames.
    Raises ValueError when there are no frames or no clips.
    """
    if total_frames < 1 or clips < 1:
        raise ValueError(f"cannot take {clips} clips of {total_frames} frames")
    interval = total_frames / float(clips)
    return [int((index * interval + interval / 2.0) % total_frames) for index in range(clips)]
