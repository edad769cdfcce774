"""The file name endings of clips: whatever FFmpeg reads that can have sound."""

from __future__ import annotations

# What FFmpeg itself names: written by `python -m tests.support.endings`.
_NAMED = """
302 3g2 3gp 722 aa aa3 aac aax ac3 ac4 acm adp adts adx aea afc aif aifc aiff aix amr amv apc ape apl apm aptx aptxhd
asf ast au aud avi avr bcstm bfstm binka bmv bonk brstm caf cdata cdxl cvg daud dav dfpwm dif dss dtk dts dtshd dv dvd
eac3 ec3 f4v fap flac flv fsb fwse g722 g723_1 g728 g729 genh gsm gxf hca iamf imx ircam isma ismv ivr kux laf latm
lbc lc3 loas m2a m2t m2ts m4a m4b m4v mj2 mjpg mk3d mka mkv mlp mmf mods moflex mov mp2 mp3 mp4 mpa mpc mpeg mpg msbc
msf mtaf mts mvi mxf mxg nist nsp nut oga ogg ogv oma omg opus osq paf pvf qoa ra rco rka rm roq rsd rso sbc sdns sdr2
sds sdx sf sga shn son sox spdif sph spx ss2 str svag swf tak tco thd ts tta tun ty ty+ usm vag viv vob voc vqe vqf
vql w64 wa wav way webm wma wmv wsd wtv wv xmd xmv xvag yop
"""
#: What FFmpeg reads and does not name, by the format that it finds in such files.
_UNNAMED = """
    qt qta m4p m4r mp4v mpg4 3ga 3gp2 3gpp k3g
    divx
    evo m2p mod mpe tod vro
    tp trp
    dvr-ms
    rmvb
    bwf rf64 wave
    snd
    awb
    ogm ogx
    mpga
    weba
    mp+ mpp
    dff
    nsv nuv qcp xwma
"""
#: A folder is searched for these, and the file dialog shows them. A file handed over by itself may be called anything.
SUFFIXES = frozenset(f".{ending}" for ending in (_NAMED + _UNNAMED).split())
