"""What a lesson's parts are made of. Each block says how much it takes, and gives search its plain words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from core import markup
from core.forms import refuse_controls

FEATURES = ["bold", "italic", "ol", "ul", "link"]
MOST_BLOCKS = 60
MOST_STEPS = 30
CLEAN = (refuse_controls,)


class WordsBlock(blocks.TextBlock):
    """A few lines in which one may use Markdown, as in the forum."""

    def __init__(self, **options):
        super().__init__(validators=CLEAN, help_text=_("You can use Markdown: **bold**, _italic_."), **options)

    def get_searchable_content(self, value):
        return [markup.plain(value)]


class QuoteBlock(blocks.StructBlock):
    text = WordsBlock(label=_("Words"), max_length=2000, rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=200, validators=CLEAN)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300, validators=CLEAN)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, validators=CLEAN)
    rows = blocks.TextBlock(
        label=_("Table in Markdown"),
        help_text=_("One row a line: | first | second |. The first row is the heading; a line |---|---| follows it."),
        max_length=10_000,
        rows=6,
        validators=CLEAN,
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"

    def get_searchable_content(self, value):
        """The words of its cells, without the marks between them."""
        return [value["caption"], markup.plain(value["rows"])]


class LessonBlocks(blocks.StreamBlock):
    """The blocks that each of a lesson's four parts may hold."""

    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=FEATURES, max_length=20_000, validators=CLEAN, template="blocks/paragraph.html"
    )
    heading = blocks.CharBlock(
        label=_("Heading"), max_length=160, icon="title", validators=CLEAN, template="blocks/heading.html"
    )
    quote = QuoteBlock()
    callout = WordsBlock(
        label=_("To be remembered"), max_length=1000, rows=3, icon="info-circle", template="blocks/callout.html"
    )
    steps = blocks.ListBlock(
        WordsBlock(label=_("Step"), max_length=2000, rows=2),
        label=_("Steps"),
        max_num=MOST_STEPS,
        icon="list-ol",
        template="blocks/steps.html",
    )
    picture = PictureBlock()
    table = TableBlock()

    class Meta:
        max_num = MOST_BLOCKS
