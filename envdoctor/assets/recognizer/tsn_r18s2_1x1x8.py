# ruff: noqa: C408, INP001 - written as MMAction2's own configs are
"""The bundled recognizer as an MMAction2 1.x config, for `init_recognizer(config, checkpoint)`.

The checkpoint is `tsn_r18s2.safetensors` saved with `torch.save`; the arithmetic is that of
`envdoctor/target`, and so are the scores.
"""

default_scope = "mmaction"

model = dict(
    type="Recognizer2D",
    backbone=dict(
        type="ResNet",
        depth=18,
        num_stages=2,
        strides=(1, 2),
        dilations=(1, 1),
        out_indices=(1,),
        pretrained=None,
        norm_eval=False,
    ),
    cls_head=dict(
        type="TSNHead",
        num_classes=12,
        in_channels=128,
        spatial_type="avg",
        consensus=dict(type="AvgConsensus", dim=1),
        dropout_ratio=0.0,
        init_std=0.01,
        average_clips="prob",
    ),
    data_preprocessor=dict(
        type="ActionDataPreprocessor",
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        format_shape="NCHW",
    ),
    train_cfg=None,
    test_cfg=None,
)

test_pipeline = [
    dict(type="DecordInit"),
    dict(type="SampleFrames", clip_len=1, frame_interval=1, num_clips=8, test_mode=True),
    dict(type="DecordDecode"),
    dict(type="Resize", scale=(-1, 92)),
    dict(type="CenterCrop", crop_size=80),
    dict(type="FormatShape", input_format="NCHW"),
    dict(type="PackActionInputs"),
]
