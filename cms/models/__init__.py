from cms.models.page import FoundationPage, HomePage, PageState, SectionPage
from cms.models.picture import Picture, PictureRendition, PictureText

__all__ = [
    "FoundationPage",
    "HomePage",
    "PageState",
    "Picture",
    "PictureRendition",
    "PictureText",
    "SectionPage",
]
