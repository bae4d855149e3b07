"""Pages of designs: the gallery, own designs with their versions, the editor with its preview."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates import design_trial, design_words, designs
from certificates.design_check import Finding
from certificates.design_forms import BeginForm, DesignForm
from certificates.design_samples import offered, sample_of
from certificates.fields import FIELDS
from certificates.permissions import CertificatePermission
from certificates.setting_words import PAPERS
from certificates.template_models import Paper, TemplateVersion
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import options

pages = Blueprint("designs", __name__, url_prefix="/certificates/designs")
SET = CertificatePermission.SET
WIDTH = 1000  # pixels of a picture


@pages.get("/")
@requires(SET)
def overview() -> ResponseReturnValue:
    """The gallery, and the designs of the office."""
    return _overview_page(_begin_form())


@pages.post("/")
@requires(SET)
def begin() -> ResponseReturnValue:
    """Begin an own design from one of the gallery."""
    form = _begin_form()
    if not form.validate():
        return _overview_page(form), 422
    try:
        version = designs.begin_own(
            form.data["name"], designs.BY_NAME[form.data["design"]], by=g.actor, at=now()
        )
    except Refused as refused:
        return _overview_page(form, refused.message), 409
    return redirect(url_for("designs.template", template_id=version.template_id), 303)


@pages.get("/gallery/<string:name>.webp")
@requires(SET)
def gallery_picture(name: str) -> Response:
    """A design of the gallery, filled with made-up facts."""
    design = designs.BY_NAME.get(name)
    if design is None:
        raise Missing
    return _picture(design.html, design.css, design.paper)


@pages.get("/versions/<uuid:version_id>.webp")
@requires(SET)
def version_picture(version_id: UUID) -> Response:
    """A version, filled with made-up facts."""
    version = designs.get_version(version_id)
    return _picture(version.html, version.css, version.template.paper)


@pages.get("/<uuid:template_id>")
@requires(SET)
def template(template_id: UUID) -> ResponseReturnValue:
    """One template: its newest version in the editor, and every version there was."""
    versions = designs.versions_of(template_id)
    wanted = request.args.get("version", type=int)
    shown = next((one for one in versions if one.number == wanted), versions[0])
    return _editor_page(shown, DesignForm(html=shown.html, css=shown.css))


@pages.post("/<uuid:template_id>/preview")
@requires(SET)
def preview(template_id: UUID) -> ResponseReturnValue:
    """Check what was typed and show it; nothing is kept."""
    newest = designs.versions_of(template_id)[0]
    form = _offer(DesignForm())
    if not form.validate():
        return _editor_page(newest, form), 422
    fields, qr = sample_of(g.actor, form.data["filled_with"], today())
    tried = design_trial.tried(
        form.data["html"], form.data["css"], newest.template.paper, fields, qr=qr
    )
    return _editor_page(newest, form, tried, "preview")


@pages.post("/<uuid:template_id>/versions")
@requires(SET)
def save(template_id: UUID) -> ResponseReturnValue:
    """Keep it as the next version, if nothing is wrong with it."""
    newest = designs.versions_of(template_id)[0]
    form = _offer(DesignForm())
    if not form.validate():
        return _editor_page(newest, form), 422
    html, css = form.data["html"], form.data["css"]
    if newest.sha256 == designs.digest(html, css):  # sent again: it is there already
        return redirect(url_for("designs.template", template_id=template_id), 303)
    tried = design_trial.tried(html, css, newest.template.paper)
    if tried.findings:
        return _editor_page(newest, form, tried), 422
    try:
        designs.save_version(
            newest.template, html, css, form.data["note"] or "", by=g.actor, at=now()
        )
    except Refused as refused:
        return _editor_page(newest, form, problem=refused.message), 409
    return redirect(url_for("designs.template", template_id=template_id), 303)


def _picture(html: str, css: str, paper: Paper) -> Response:
    """A picture the browser may keep for a while; what it shows is told by its address' version."""
    body = design_trial.picture(html, css, paper, WIDTH)
    if not body:
        abort(404)
    response = Response(body, mimetype="image/webp")
    response.cache_control.private, response.cache_control.max_age = True, 300
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _begin_form() -> BeginForm:
    form = BeginForm()
    form.design.choices = options({one.name: str(one.words) for one in designs.GALLERY})
    return form


def _offer(form: DesignForm) -> DesignForm:
    form.filled_with.choices = options(offered(g.actor, today()))
    return form


def _overview_page(form: BeginForm, problem: str = "") -> str:
    return render_template(
        "certificates/designs/overview.html",
        gallery=designs.GALLERY,
        own=[one for one in designs.newest_versions() if one.template.is_own],
        papers=PAPERS,
        form=form,
        problem=problem,
    )


def _editor_page(
    shown: TemplateVersion, form: DesignForm, tried: design_trial.Trial | None = None,
    purpose: str = "", problem: str = "",
) -> str:  # fmt: skip
    findings: list[Finding] = tried.findings if tried else []
    return render_template(
        "certificates/designs/template.html",
        template=shown.template,
        shown=shown,
        versions=designs.versions_of(shown.template_id),
        form=_offer(form),
        fields=FIELDS,
        papers=PAPERS,
        sentences=[design_words.sentence(one) for one in findings],
        picture=design_trial.picture_address(tried.body) if tried and tried.body else "",
        purpose=purpose,
        problem=problem,
    )
