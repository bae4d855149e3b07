"""create_app: extensions, blueprints, filters. The only list of blueprints."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import certificates.views.badges
import certificates.views.batch_files
import certificates.views.batches
import certificates.views.certifications
import certificates.views.designs
import certificates.views.ending
import certificates.views.issued
import certificates.views.issuers
import certificates.views.name_checks
import certificates.views.names
import certificates.views.number_book
import certificates.views.own
import certificates.views.published
import certificates.views.returning
import certificates.views.teams
import certificates.views.transcripts
import certificates.views.verifying
import courses.authoring.draft_views
import courses.authoring.lesson_views
import courses.authoring.media_views
import courses.authoring.outline_views
import courses.authoring.publishing_views
import courses.authoring.review_views
import courses.authoring.revision_views
import courses.handout_views
import courses.offline.views
import courses.open_quiz_views
import courses.packages.views
import courses.player_views
import courses.print_views
import courses.public_views
import courses.scorm.content_views
import courses.scorm.views
import courses.views
import lms.admin.condition
import lms.admin.staff
import lms.admin.views
import lms.community.board_views
import lms.community.posting_views
import lms.community.question_views
import lms.core.assets
import lms.core.health
import lms.core.observe.page
import lms.core.phone
import lms.notifications.views
import lms.outreach.views.sums
import lms.outreach.views.visits
import lms.people.views.accounts
import lms.people.views.exports
import lms.people.views.helping
import lms.people.views.imports
import lms.people.views.keeping
import lms.people.views.likenesses
import lms.people.views.privacy
import lms.people.views.reconciling
import lms.people.views.reviews
import lms.people.views.roster
import lms.people.views.second_factor
import lms.people.views.units
import lms.people.views.villages
import lms.people.views.way_in
import lms.requirements.signs.views
import lms.requirements.views.breakdowns
import lms.requirements.views.calling
import lms.requirements.views.cases
import lms.requirements.views.coverage
import lms.requirements.views.explaining
import lms.requirements.views.periods
import lms.requirements.views.progress
import lms.requirements.views.results
import lms.requirements.views.tiles
import lms.requirements.views.years
import lms.training.booking_views
import lms.training.checking_in
import lms.training.class_quiz_views
import lms.training.keying_views
import lms.training.list_views
import lms.training.photo_views
import lms.training.planning_views
import lms.training.sheet_views
import lms.training.sum_views
import lms.training.views
import lms.training.walk_in_views
import quizzes.views.accommodations
import quizzes.views.banks
import quizzes.views.calls
import quizzes.views.composing
import quizzes.views.correcting
import quizzes.views.exchange
import quizzes.views.kits
import quizzes.views.media
import quizzes.views.oral
import quizzes.views.paper_keying
import quizzes.views.paper_printing
import quizzes.views.sitting
import quizzes.views.statistics
import quizzes.views.writing
from lms import menu
from lms.core.assets import load_assets, static_name, static_url
from lms.core.chat_apps import in_chat_app
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import SignInNeeded
from lms.core.i18n import LANGUAGES, language, set_up_languages
from lms.core.jobs.engine import set_up_jobs
from lms.core.limits import set_up_limits
from lms.core.logs import set_up_logs
from lms.core.observe.watch import watch
from lms.core.overload import KEPT_FOR_SAVES, set_up_gate
from lms.core.pages import here
from lms.core.panels import panels
from lms.core.problems import set_up_problems
from lms.core.senders import sender_of
from lms.core.sending_times import Quiet, read_clock
from lms.core.shared import set_up_shared
from lms.core.store import set_up_store
from lms.core.web import App, guard
from lms.demo.accounts import DEMO_ACCOUNTS
from lms.people.signin import set_up_sign_in
from lms.roles import PERMISSION_WORDS, ROLE_WORDS, ROLES
from lms.schedule import SCHEDULE
from lms.settings import Settings
from lms.styleguide import pages as styleguide
from lms.wiring import CHECKS, EXPORTS, JOBS, LISTENERS, PANELS

ROOT = Path(__file__).parents[1]
MIGRATIONS = ROOT / "migrations"
BLUEPRINTS = (
    lms.core.assets.pages,
    lms.core.health.pages,
    lms.core.observe.page.pages,
    lms.core.phone.pages,
    lms.people.views.accounts.pages,
    lms.people.views.exports.pages,
    lms.people.views.second_factor.pages,
    lms.people.views.privacy.pages,
    lms.people.views.helping.pages,
    lms.people.views.roster.pages,
    lms.people.views.keeping.pages,
    lms.people.views.imports.pages,
    lms.people.views.way_in.pages,
    lms.people.views.likenesses.pages,
    lms.people.views.reviews.pages,
    lms.people.views.reconciling.pages,
    lms.people.views.units.pages,
    lms.people.views.villages.pages,
    lms.requirements.views.coverage.pages,
    lms.requirements.views.progress.pages,
    lms.requirements.views.explaining.pages,
    lms.requirements.views.breakdowns.pages,
    lms.requirements.views.tiles.pages,
    lms.requirements.views.calling.pages,
    lms.requirements.views.years.pages,
    lms.requirements.views.cases.pages,
    lms.requirements.views.periods.pages,
    lms.requirements.views.results.pages,
    lms.requirements.signs.views.pages,
    courses.views.pages,
    courses.open_quiz_views.pages,
    courses.offline.views.pages,
    courses.player_views.pages,
    courses.authoring.media_views.pages,
    courses.packages.views.pages,
    courses.print_views.pages,
    courses.public_views.pages,
    courses.handout_views.pages,
    courses.authoring.draft_views.pages,
    courses.authoring.outline_views.pages,
    courses.authoring.lesson_views.pages,
    courses.authoring.revision_views.pages,
    courses.scorm.views.pages,
    courses.scorm.content_views.pages,
    courses.authoring.publishing_views.pages,
    courses.authoring.review_views.pages,
    quizzes.views.sitting.pages,
    quizzes.views.media.pages,
    quizzes.views.kits.pages,
    quizzes.views.calls.pages,
    quizzes.views.accommodations.pages,
    quizzes.views.exchange.pages,
    quizzes.views.banks.pages,
    quizzes.views.writing.pages,
    quizzes.views.composing.pages,
    quizzes.views.statistics.pages,
    quizzes.views.correcting.pages,
    quizzes.views.paper_printing.pages,
    quizzes.views.paper_keying.pages,
    quizzes.views.oral.pages,
    certificates.views.certifications.pages,
    certificates.views.designs.pages,
    certificates.views.issuers.pages,
    certificates.views.batches.pages,
    certificates.views.batch_files.pages,
    certificates.views.number_book.pages,
    certificates.views.own.pages,
    certificates.views.badges.pages,
    certificates.views.names.pages,
    certificates.views.issued.pages,
    certificates.views.ending.pages,
    certificates.views.name_checks.pages,
    certificates.views.teams.pages,
    certificates.views.transcripts.pages,
    certificates.views.returning.pages,
    certificates.views.verifying.pages,
    certificates.views.published.pages,
    lms.training.views.pages,
    lms.training.checking_in.pages,
    lms.notifications.views.pages,
    lms.training.sheet_views.pages,
    lms.training.keying_views.pages,
    lms.training.list_views.pages,
    lms.training.sum_views.pages,
    lms.training.booking_views.pages,
    lms.training.planning_views.pages,
    lms.training.walk_in_views.pages,
    lms.training.photo_views.pages,
    lms.training.class_quiz_views.pages,
    lms.outreach.views.sums.pages,
    lms.outreach.views.visits.pages,
    lms.community.question_views.pages,
    lms.community.posting_views.pages,
    lms.community.board_views.pages,
    lms.admin.views.pages,
    lms.admin.staff.pages,
    lms.admin.condition.pages,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The web application; settings come from the environment unless given."""
    settings = settings or Settings.from_environment()
    settings.check()
    set_up_logs(settings)
    app = App(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    _extend(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.development:
        app.register_blueprint(styleguide)
    _equip_templates(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=_pool(settings),
        MAX_CONTENT_LENGTH=settings.upload_limit_kb * 1024,
        MAX_FORM_MEMORY_SIZE=settings.upload_limit_kb * 1024,
        MAX_FORM_PARTS=2_000,
        FILE_LIMIT_KB=settings.file_limit_kb,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=None,  # a quiz left open in a field without signal must still arrive
        WTF_CSRF_SSL_STRICT=False,  # SameSite and the token do it; Referer is often stripped
        RATELIMIT_STORAGE_URI=settings.limits_url,
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 2} if settings.redis_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        LIMITS={
            "sign_in": settings.sign_in_per_minute,
            "verify": settings.verify_per_minute,
            "public_page": settings.public_page_per_minute,
        },
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "lms" / "translations"),
        COMPRESS_MIMETYPES=["text/html"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        HTTPS=settings.https,
        DATA_DIR=settings.data_dir,
        KEYS_DIR=str(settings.keys),
        BACKUP_DIR=settings.backup_dir,
        BACKUP_KEEP=settings.backup_keep,
        BACKUP_RECIPIENTS=settings.backup_recipients,
        PUBLIC_URL=settings.public_url.rstrip("/"),
        CONTENT_URL=settings.content_url.rstrip("/"),
        ORGANISATION=settings.organisation,
        SIGNING_KEY=settings.signing_key,
        SIGNING_KEY_PASSWORD=settings.signing_key_password,
        PKCS11_MODULE=settings.pkcs11_module,
        PKCS11_TOKEN=settings.pkcs11_token,
        PKCS11_KEY=settings.pkcs11_key,
        PKCS11_PIN=settings.pkcs11_pin,
        TIMESTAMP_URL=settings.timestamp_url,
        LONG_TERM_SIGNATURES=settings.long_term_signatures,
        TRUST_DIR=settings.trust_dir,
        SESSION_HOURS=settings.session_hours,
        IDLE_MINUTES=settings.idle_minutes,
        STAFF_SECOND_FACTOR=settings.staff_second_factor,
        SLIP_DAYS=settings.slip_days,
        SENDER=settings.sender,
    )


def _pool(settings: Settings) -> dict[str, Any]:
    """Whoever is let in finds a connection: requests at once, and two for each job (its lock).

    Messages of errors name nobody: parameters of statements stay out of them.
    """
    size = settings.requests_at_once + KEPT_FOR_SAVES + 2 * settings.job_threads
    return {"pool_size": size, "max_overflow": 20, "pool_recycle": 1800, "hide_parameters": True}


def _extend(app: App, settings: Settings) -> None:
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    watch(app, settings)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    guard(app)
    set_up_gate(app, settings.requests_at_once)
    CSRFProtect(app)
    Compress(app)
    set_up_languages(app)
    set_up_limits(app)
    set_up_store(app, settings)
    set_up_shared(app, settings)
    set_up_jobs(app, settings, SCHEDULE if settings.schedule else ())
    set_up_sign_in(app)
    app.before_request(lms.people.views.privacy.show_notice_first)
    app.before_request(lms.people.views.second_factor.ask_staff_first)
    set_up_problems(app)
    app.register_error_handler(SignInNeeded, lms.people.views.accounts.need_sign_in)
    load_assets(app, settings.static_dir)
    app.extensions.update(
        facts=LISTENERS,
        jobs=JOBS,
        exports=EXPORTS,
        panels=PANELS,
        checks=CHECKS,
        settings=settings,
        roles=ROLES,
        migration_head=(MIGRATIONS / "HEAD").read_text().strip(),
        sender=sender_of(settings),
        quiet=Quiet(read_clock(settings.quiet_from), read_clock(settings.quiet_until)),
    )


def _equip_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(
        static_url=static_url,
        static_name=static_name,
        panels=panels,
        in_chat_app=in_chat_app,
        here=here,
        today=today,
        language=language,
        languages=LANGUAGES,
        role_words=ROLE_WORDS,
        permission_words=PERMISSION_WORDS,
        organisation=settings.organisation,
        areas=menu.AREAS,
        area_of=menu.area_of,
        demo_accounts=DEMO_ACCOUNTS if settings.demo else (),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
