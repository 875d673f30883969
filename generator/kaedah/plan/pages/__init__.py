"""The pages of a site, kind by kind. A new kind of page is a file in this package, a line below and a template."""

from kaedah.plan.page_spec import PageData
from kaedah.plan.pages.book_contents import BookContentsPage
from kaedah.plan.pages.column import ColumnPage
from kaedah.plan.pages.comparison_index import ComparisonIndexPage
from kaedah.plan.pages.contribute import ContributePage
from kaedah.plan.pages.curated_comparison import CuratedComparisonPage
from kaedah.plan.pages.glossary import GlossaryPage
from kaedah.plan.pages.index_rows import IndexRowsPage
from kaedah.plan.pages.language_chooser import LanguageChooserPage
from kaedah.plan.pages.large_comparison import LargeComparisonPage
from kaedah.plan.pages.method import MethodPage
from kaedah.plan.pages.method_index import MethodIndexPage
from kaedah.plan.pages.not_found import NotFoundPage
from kaedah.plan.pages.pair import PairPage
from kaedah.plan.pages.prose import ProsePage
from kaedah.plan.pages.redirect import FormerColumnPage, RedirectPage, RedirectsPage
from kaedah.plan.pages.search_index import SearchIndexPage
from kaedah.plan.pages.sitemap import SitemapIndexPage, SitemapPage
from kaedah.plan.pages.timeline import TimelinePage
from kaedah.plan.pages.translation_draft import TranslationDraftPage
from kaedah.plan.pages.translation_status import TranslationStatusPage
from kaedah.plan.pages.translation_totals import TranslationTotalsPage

# The pages that every language has.
LOCALE_PAGES: tuple[type[PageData], ...] = (
    MethodIndexPage,  # index.html, by/year/2010s.html
    IndexRowsPage,  # all/rows.js
    MethodPage,  # methods/lora.html
    RedirectPage,  # methods/former-slug.html
    ColumnPage,  # data/lora.js
    FormerColumnPage,  # data/former-slug.js
    PairPage,  # compare/lora/qlora.html
    CuratedComparisonPage,  # compare/parameter-efficient-methods.html
    LargeComparisonPage,  # compare/all-databases.html
    ComparisonIndexPage,  # compare/index.html
    TimelinePage,  # timeline/index.html
    GlossaryPage,  # glossary.html
    ProsePage,  # about.html
    ContributePage,  # contribute.html
    TranslationStatusPage,  # translations.html
    SearchIndexPage,  # search.js
)
# The pages above all languages.
ROOT_PAGES: tuple[type[PageData], ...] = (
    LanguageChooserPage,  # index.html
    NotFoundPage,  # 404.html
    TranslationDraftPage,  # drafts/methods/lora.js
    TranslationTotalsPage,  # translations.json
    RedirectsPage,  # _redirects
    SitemapIndexPage,  # sitemap.xml, where one file cannot hold it
    SitemapPage,  # sitemap.xml, sitemaps/1.xml
)
# The pages that only books have.
BOOK_PAGES: tuple[type[PageData], ...] = (BookContentsPage,)

ALL_PAGES = (*LOCALE_PAGES, *ROOT_PAGES, *BOOK_PAGES)
