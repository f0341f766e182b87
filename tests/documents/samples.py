"""Documents for the tests: one with every block, and hostile texts."""

import datetime
import io
import struct
import zlib

import segno
from hypothesis import strategies as st

from benchmarks.hostile_documents import SIGNS
from zhiyan.documents.gbt9704 import (
    Attachments,
    Column,
    Document,
    Heading,
    Imprint,
    KeyValues,
    Landscape,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Recipient,
    RedHead,
    SignatureLine,
    SignOff,
    Table,
    Title,
)

CREATED = datetime.date(2021, 1, 26)


def _png():
    drawn = io.BytesIO()
    segno.make("https://yijian.example.cn/center/2020/").save(drawn, kind="png", scale=6)
    return drawn.getvalue()


PNG = _png()


def _half_black():
    """A picture twice as wide as high, its left half black, its right half white."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + b"\0" * 100 + b"\xff" * 100) * 100
    head = struct.pack(">IIBBBBB", 200, 100, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


HALF_BLACK = _half_black()

COLUMNS = (Column("序号", 1, "center"), Column("意见原文", 6), Column("条数", 1, "right"))

EVERY_BLOCK = (
    Note("内部资料　会后收回", "003"),
    Title("关于征求对领导班子\n意见建议的通知", "（征求意见稿）"),
    Recipient("各党支部、各部门"),
    Paragraph("根据工作安排，现将有关事项通知如下。\n请认真组织。"),
    Heading("征求意见的方式"),
    Heading("支部会议", 2),
    Heading("会前", 3),
    Heading("准备", 4),
    Heading("准备", 4),
    Heading("座谈会", 2),
    Heading("工作要求"),
    Paragraph("同意。", lead="书记："),
    Paragraph("（此页居中）", align="center"),
    KeyValues((("时间", "2021年1月26日"), ("地点", "三楼会议室"), ("主持", "书记")), per_row=2),
    Table(COLUMNS, ((1, "食堂周末开放时间短。", 3), ("班子",), (2, "", 0)), (("", "合计", 3),), "意见建议汇总表"),
    SignatureLine(("主持人签字", "记录人签字")),
    Attachments(("征求意见表", "日程安排表")),
    SignOff("中共研究所委员会", "2021年1月26日"),
    PageBreak(),
    Landscape(
        (Table(tuple(Column(f"列{at}") for at in range(12)), (tuple("字" * 30 for _ in range(12)),), caption="台账"),)
    ),
    Paragraph("横页之后。"),
    RedHead("某研究中心文件", "某研〔2021〕1号", "书记"),
    Picture(PNG, "网上意见箱二维码", 36, "扫码投递"),
    Imprint("某研究中心办公室", "2021年1月26日", "院党组"),
)


def make_document(*blocks, **others):
    return Document(**{"title": "意见建议汇总", "blocks": blocks, "created": CREATED, "author": "党群办公室"} | others)


def document_of(text):
    """A document with the text in every place where a text can stand."""
    columns = (Column(text or "列"), Column("第二列", 2))
    return make_document(
        Note(text, text),
        Title(text, text),
        Recipient(text),
        Heading(text),
        Paragraph(text, lead=text),
        KeyValues(((text, text), ("第二", text), ("第三", text)), per_row=2),
        Table(columns, ((text, text), (text,)), ((text, 1),), text),
        SignatureLine((text, text)),
        Attachments((text, text)),
        SignOff(text, text),
        Landscape((Table(columns, ((text, 7),)),)),
        RedHead(text if text.strip() else "文件", text, text),
        Picture(PNG, text, 30, text),
        Imprint(text, text, text),
        title=text,
        author=text,
    )


hostile_texts = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet=st.sampled_from(SIGNS),
        max_size=40,
    ),
    st.sampled_from(
        (
            "=cmd|'/C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "_x0041_x000D_",
            "<script>alert(1)</script>",
            "]]>&amp;<w:p/>",
            "{% x %}",
            "W" * 3000,
            "字" * 3000,
            "\n" * 50,
        )
    ),
)
