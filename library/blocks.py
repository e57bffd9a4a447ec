"""What a lesson's parts are made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["bold", "italic", "ol", "ul", "link"]


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    rows = blocks.TextBlock(label=_("Table in Markdown"), help_text=_("One row a line: | first | second |"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"


class LessonBlocks(blocks.StreamBlock):
    """The blocks that each of a lesson's four parts may hold."""

    paragraph = blocks.RichTextBlock(label=_("Text"), features=FEATURES, template="blocks/paragraph.html")
    heading = blocks.CharBlock(label=_("Heading"), max_length=160, icon="title", template="blocks/heading.html")
    quote = QuoteBlock()
    callout = blocks.TextBlock(label=_("To be remembered"), icon="info-circle", template="blocks/callout.html")
    steps = blocks.ListBlock(
        blocks.TextBlock(label=_("Step")), label=_("Steps"), icon="list-ol", template="blocks/steps.html"
    )
    picture = PictureBlock()
    table = TableBlock()
