"""Why a file is not taken: one sentence each, for the person who sent it."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class FileRefused(Refusal):
    """The file is not taken; nothing of it is kept."""

    message = _("This file can’t be taken.")


class Empty(FileRefused):
    message = _("The file is empty.")


class TooBig(FileRefused):
    message = _("The file is larger than 25 MB.")


class UnknownType(FileRefused):
    message = _(
        "Fora takes PDF, Word, Excel, PowerPoint, OpenDocument text, plain text (.txt), PNG, JPEG and WebP "
        "files. This is something else, whatever its name says."
    )


class IsProgram(FileRefused):
    message = _("This is a program, whatever its name says. Programs are not taken.")


class IsWebPage(FileRefused):
    message = _("This is a web page, whatever its name says. Please send it as PDF.")


class IsDrawing(FileRefused):
    message = _("SVG drawings can hold scripts and are not taken. Please send a PNG or a PDF.")


class PasswordProtected(FileRefused):
    message = _("The file is password protected, so it can’t be checked. Please send it without a password.")


class OldFormat(FileRefused):
    message = _("This is the old Office format. Please save it as .docx, .xlsx or .pptx, or as PDF, and send that.")


class HoldsMacros(FileRefused):
    message = _("The document holds macros, which are programs. Please save it without macros and send that.")


class Bloated(FileRefused):
    message = _("The file unpacks to far more than its size. That is how harmful files behave, so it is not taken.")


class Damaged(FileRefused):
    message = _("The file is damaged or incomplete. Please open it, save it again and send that.")


class TooManyPixels(FileRefused):
    message = _("The picture has more than 40 million pixels. Please make it smaller.")


class NotText(FileRefused):
    message = _("The text is in an encoding that can’t be read. Please save it as UTF-8.")


class QuotaReached(FileRefused):
    message = _("You have used up your room for files. A moderator can tell you what to do about it.")


class NotReadSafely(FileRefused):
    message = _(
        "This site can’t open documents safely at the moment, so it takes pictures only. Its operators are told."
    )


class Harmful(FileRefused):
    message = _("The virus scanner found harmful code in this file, so it can’t be used.")


class SeenAsYours(FileRefused):
    message = _(
        "The virus scanner could not look into this file, so the stewards see who sent it until it hangs on something. "
        "Please leave it out, or sign by name."
    )


class NotYours(FileRefused):
    message = _("The file is not there any more, or belongs to something else already. Please choose it again.")
