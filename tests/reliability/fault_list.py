"""Faults as programmers make them, each with the test that is to find it."""

from typing import Literal, NamedTuple

Area = Literal["engine", "comparison", "publishing", "sanitising"]


class Fault(NamedTuple):
    """A fault.

    area: of the program; faults of the engine and of comparisons are found by tests of `make check`.
    path: of a module below `generator/kaedah`.
    right: a text that occurs in it once.
    wrong: what stands there instead.
    test: the test that fails then, as pytest names it below `tests`.
    """

    area: Area
    path: str
    right: str
    wrong: str
    test: str


_ROW = "test_builds_in_a_row.py::"
_EDIT = f"{_ROW}test_a_build_after_an_edit_equals_a_clean_one"
FAULTS: tuple[Fault, ...] = (
    # An edit is not seen.
    Fault(
        "engine",
        "plan/page_spec.py",
        'yield need(folder, name, "anchors")',
        'yield need(folder, name, "name")',
        "test_site_pages.py::test_a_build_after_an_edit_equals_a_clean_one[rename_heading]",
    ),
    Fault(
        "engine",
        "plan/pages/search_index.py",
        "(ALL_METHODS, GLOSSARY, *names)",
        "(ALL_METHODS, *names)",
        "test_site_pages.py::test_a_build_after_an_edit_equals_a_clean_one[rename_term]",
    ),
    Fault(
        "engine",
        "read/link_targets.py",
        "all(summary.anchor_in(code, anchor) for code in self.codes)",
        "True",
        "test_site_pages.py::test_a_missing_heading_in_a_translation_leads_to_the_top_of_the_page",
    ),
    Fault(
        "engine",
        "read/documents.py",
        "if old and same and same_row and all(self._stats.get(path) == stats[path] for path in own):",
        "if old and same and same_row:",
        f"{_EDIT}[a body by as many bytes, with the time it had]",
    ),
    Fault(
        "engine",
        "read/documents.py",
        'same_row = row is None or (old is not None and old.digest.endswith(f":{row.digest}"))',
        "same_row = True",
        "test_data_files.py::test_entries_move_between_rows_and_files",
    ),
    Fault(
        "engine",
        "read/documents.py",
        "return self._stats.get(path) == self._stat(Path(), path) and path not in self._racy_data",
        "return self._stats.get(path) == self._stat(Path(), path)",
        f"{_ROW}test_a_second_edit_of_a_table_in_the_same_tick_is_published",
    ),
    Fault(
        "engine",
        "read/documents.py",
        "racy = any_racy((stats[path] for path in files[name] if not is_data(path)), self._began)",
        "racy = False",
        f"{_ROW}test_a_second_save_in_the_same_tick_is_published",
    ),
    Fault(
        "engine",
        "read/parse_changed.py",
        """state.update(f"{path[start:].replace(os.sep, '/')} {len(found)} ".encode() + found)""",
        "state.update(found)",
        f"{_EDIT}[a method elsewhere]",
    ),
    Fault(
        "engine",
        "read/load_config.py",
        "trusted = bool(stats) and not any_racy((file_stat for _, file_stat in stats), began)",
        "trusted = bool(stats)",
        "test_load_config.py::test_files_that_may_change_within_the_tick_are_read_each_time",
    ),
    Fault(
        "engine",
        "pipeline.py",
        "if loader.has_loaded:",
        "if True:",
        f"{_ROW}test_an_edit_beside_a_mistake_in_the_settings_is_published_once_that_is_fixed[content/site.yaml]",
    ),
    Fault(
        "engine",
        "check/run.py",
        "return digest_of(front_matter, site.findings,",
        "return digest_of(site.findings,",
        f"{_ROW}test_a_warning_over_two_files_follows_an_edit_of_one",
    ),
    # A page is not made again.
    Fault(
        "engine",
        "plan/ingredients.py",
        "totals |= not _COUNTED.isdisjoint(parts)",
        "totals |= code in found and not _COUNTED.isdisjoint(parts)",
        f"{_ROW}test_a_build_of_some_languages_counts_what_changed_in_the_others",
    ),
    Fault(
        "engine",
        "plan/ingredients.py",
        "if now[_LANGUAGES] != before.get(_LANGUAGES):",
        "if False:",
        "test_ingredients.py::test_every_part_differs_where_languages_stand_in_another_order",
    ),
    Fault(
        "engine",
        "plan/out_of_date.py",
        "elif page.path in damaged:",
        "elif False:",
        "test_out_of_date.py::test_a_page_whose_file_is_damaged_is_stale",
    ),
    Fault(
        "engine",
        "plan/out_of_date.py",
        "specs = plan.specs if code in changes.shared else needing.get(code, ())",
        "specs = needing.get(code, ())",
        f"{_EDIT}[a message]",
    ),
    Fault(
        "engine",
        "plan/page_spec.py",
        "value_digest(data.kind.name, _values(data), needs))",
        "value_digest(data.kind.name, needs))",
        "test_page_spec.py::test_every_field_and_ingredient_of_a_page_is_in_its_digest",
    ),
    Fault(
        "engine",
        "plan/pages/pair.py",
        "needs = (*context.column_needs[one], *context.column_needs[other])",
        "needs = context.column_needs[one]",
        "test_page_inputs.py::test_every_part_of_a_document_that_a_view_reads_is_an_ingredient",
    ),
    Fault(
        "engine",
        "summaries.py",
        "listing = value_digest(cells, names)",
        "listing = cells",
        f"{_EDIT}[a translation]",
    ),
    Fault(
        "engine",
        "plan/layout.py",
        "digest_of(layout, site.fields, site.theme, catalogue, scaffold_words, salt)",
        "digest_of(layout, site.fields, site.theme, begun, salt)",
        f"{_EDIT}[a message]",
    ),
    Fault(
        "engine",
        "digests.py",
        """f"{stem}.{part}.{suffix}" if dot""",
        """f"{stem}.{suffix}" if dot""",
        f"{_ROW}test_an_asset_is_called_by_what_is_in_it",
    ),
    Fault(
        "engine",
        "plan/inventory.py",
        "digest_of(salt, shapes, site.settings, site.fields,",
        "digest_of(salt, shapes, site.fields,",
        f"{_EDIT}[pairs]",
    ),
    Fault(
        "engine",
        "plan/pagination.py",
        "return max(1, -(-things // (size or PAGE_SIZE)))",
        "return things // (size or PAGE_SIZE) + 1",
        "test_page_inputs.py::test_a_page_more_begins_with_the_item_after_a_full_page",
    ),
    # What is published is not what was made.
    Fault(
        "engine",
        "publish/release_plan.py",
        "return sorted(there - here)",
        "return []",
        f"{_EDIT}[a method less]",
    ),
    Fault(
        "engine",
        "publish/staging.py",
        "changing = fresh.union(differing)",
        "changing = fresh",
        f"{_ROW}test_edits_that_follow_each_other_are_all_published",
    ),
    Fault(
        "engine",
        "publish/ownership.py",
        "file_stat == trusted.get(path) or _digest(begin + path, published.size) == published.digest",
        "True",
        f"{_ROW}test_a_damaged_output_is_repaired",
    ),
    Fault(
        "engine",
        "publish/manifest.py",
        "lines |= {path: _line(path, item) for path, item in written.items()}",
        "lines = {path: _line(path, item) for path, item in written.items()} | lines",
        "test_release.py::test_an_amended_manifest_is_the_manifest_of_the_amended_site",
    ),
    Fault(
        "engine",
        "publish/swap.py",
        "if previous.exists() and not output.exists():",
        "if False:",
        "test_swap.py::test_a_site_that_was_put_aside_comes_back",
    ),
    Fault(
        "engine",
        "state/store.py",
        'if same_tables and state.get("salt") == salt.encode():',
        "if same_tables:",
        "test_store.py::test_another_version_of_the_program_begins_with_nothing",
    ),
    Fault(
        "engine",
        "state/packs.py",
        "if len(found) != self.size or crc32(found) != self.checksum:",
        "if False:",
        "test_store.py::test_a_pack_gives_back_what_was_put_into_it",
    ),
    # A comparison says what is not so.
    Fault(
        "comparison",
        "compare.py",
        "if len(set(stated)) > 1:",
        "if len(set(stated)) > 2:",
        "test_compare.py::test_a_verdict_depends_on_stated_values_only",
    ),
    Fault(
        "comparison",
        "compare.py",
        "stated = [key for key in given if key is not None]",
        "stated = given",
        "test_compare.py::test_a_verdict_depends_on_stated_values_only",
    ),
    Fault(
        "comparison",
        "compare.py",
        "sorted(map(_canonical, key))",
        "map(_canonical, key)",
        "test_compare.py::test_a_mark_does_not_depend_on_the_order_of_a_set",
    ),
    Fault(
        "comparison",
        "compare.py",
        "frozenset[Hashable].intersection(",
        "frozenset[Hashable].union(",
        "test_compare.py::test_items_shared_by_all_cells_of_a_differing_row_are_marked",
    ),
    Fault(
        "comparison",
        "compare.py",
        'if field.compare == "none":',
        "if not field.compare:",
        "test_compare.py::test_the_compare_mode_of_a_field_decides_when_cells_differ",
    ),
    Fault(
        "comparison",
        "read/kinds/kind.py",
        'return frozenset(items) if mode == "set" else tuple(items)',
        "return tuple(items)",
        "test_compare.py::test_the_compare_mode_of_a_field_decides_when_cells_differ",
    ),
    Fault(
        "comparison",
        "read/methods.py",
        "if value is None or isinstance(value, SpecialValue):\n            keys[field.id] = value\n",
        "if value is None or isinstance(value, SpecialValue):\n            keys[field.id] = None\n",
        "test_kinds.py::test_a_not_applicable_field_counts_as_stated",
    ),
    # What is sent to a host, or into a file, is not the site.
    Fault(
        "publishing",
        "publish/manifest.py",
        '{"", ".", ".."} & {*path.split("/")}',
        '{"", "."} & {*path.split("/")}',
        "test_sync.py::test_a_manifest_with_unsafe_paths_is_refused[../x]",
    ),
    Fault(
        "publishing",
        "publish/sync.py",
        "    built.verify(sent)\n",
        "",
        "test_sync.py::test_a_folder_that_is_not_a_site_is_not_published",
    ),
    Fault(
        "publishing",
        "publish/sync.py",
        "removed = {path: digests - {NOTHING} for path, digests in sorted(gone.items()) if found.get(path) in digests}",
        "removed = {path: digests - {NOTHING} for path, digests in sorted(gone.items())}",
        "test_folder_target.py::test_a_file_that_is_no_longer_part_of_the_site_is_removed_only_as_it_was_published",
    ),
    Fault(
        "publishing",
        "publish/upload_order.py",
        "for paths in (new, changed)",
        "for paths in (changed, new)",
        "test_publishers.py::test_an_upload_sends_what_nobody_reaches_first_and_the_ways_in_last",
    ),
    Fault(
        "publishing",
        "publish/ownership.py",
        "unknown = present.keys() - known.keys() - {MANIFEST}",
        "unknown = set[str]()",
        "test_publish.py::test_unknown_files_in_the_output_stop_the_build_and_are_named",
    ),
    Fault(
        "publishing",
        "publish/staging.py",
        "if os.lstat(begin + path).st_size != item.size:",
        "if not os.path.lexists(begin + path):",
        "test_publish.py::test_page_that_was_silently_cut_short_is_not_published",
    ),
    Fault(
        "publishing",
        "publish/shards.py",
        "if (first.of, first.plan) != (manifest.shard.of, manifest.shard.plan):",
        "if first.of != manifest.shard.of:",
        "test_executors.py::test_parts_of_another_site_and_folders_that_are_no_part_are_refused",
    ),
    Fault(
        "publishing",
        "publish/archive.py",
        "entry = zipfile.ZipInfo(path, date)",
        "entry = zipfile.ZipInfo(path)",
        "test_archive.py::test_the_date_of_the_files_can_be_set",
    ),
    Fault(
        "publishing",
        "publish/data_package.py",
        "cell.startswith(_FORMULA_SIGNS)",
        'cell.startswith("=")',
        "test_data_package.py::test_no_cell_begins_like_a_formula",
    ),
    # What a stranger wrote runs, or stands where it must not.
    Fault(
        "sanitising",
        "read/markdown/sanitise.py",
        '"term", "image"}',
        '"term", "image", "javascript"}',
        "test_sanitise.py::test_what_is_not_allowed_is_removed",
    ),
    Fault(
        "sanitising",
        "read/markdown/sanitise.py",
        '"a": {"href", "class", "id", "title"}',
        '"a": {"href", "class", "id", "title", "style"}',
        "test_sanitise.py::test_what_is_not_allowed_is_removed",
    ),
    Fault(
        "sanitising",
        "read/markdown/sanitise.py",
        'FORBIDDEN.sub("\\ufffd", _CLEANER.clean(source))',
        "_CLEANER.clean(source)",
        "test_sanitise.py::test_what_is_not_allowed_is_removed",
    ),
    Fault(
        "sanitising",
        "read/markdown/sanitise.py",
        '_OTHER_IMAGE.sub("", clean) if "<img" in clean else clean',
        "clean",
        "test_sanitise.py::test_what_is_not_allowed_is_removed",
    ),
    Fault(
        "sanitising",
        "read/images/svg.py",
        "space == SVG and tag in ELEMENTS and not self._hidden",
        "space == SVG and not self._hidden",
        "test_svg.py::test_whatever_runs_loads_or_moves_is_refused",
    ),
    Fault(
        "sanitising",
        "read/markdown/text_reader.py",
        "return self.literal(start, begins.end())",
        "return self.nodes.append(self.context.stash.store(begins[0])) or begins.end()",
        "test_markdown.py::test_raw_html_is_shown_as_text_with_a_warning_at_its_location",
    ),
    Fault(
        "sanitising",
        "read/markdown/site_links.py",
        "if _OUTSIDE.match(address) and _is_sound(address):",
        "if address:",
        "test_markdown.py::test_a_broken_link_is_an_error_at_its_location",
    ),
    Fault(
        "sanitising",
        "read/markdown/inline.py",
        'child.text = code.replace("&", "&amp;")',
        "child.text = code",
        "test_markdown.py::test_inline_code_keeps_entities_as_written",
    ),
    Fault(
        "sanitising",
        "read/markdown/open_blocks.py",
        "len(self.open) > MAX_NESTING + 1",
        "len(self.open) > 10 * MAX_NESTING",
        "test_markdown.py::test_nesting_at_the_limit_is_read_and_deeper_is_refused",
    ),
    Fault(
        "sanitising",
        "read/kinds/sources.py",
        'parts.scheme in ("http", "https")',
        "bool(parts.scheme)",
        "test_hostile_input.py::test_an_address_that_is_not_a_web_address_is_refused",
    ),
    Fault(
        "sanitising",
        "markup.py",
        "return _escaped(value)",
        "return value",
        "test_codegen.py::test_a_value_is_escaped_as_markup_would_escape_it",
    ),
    Fault(
        "sanitising",
        "render/codegen.py",
        "autoescape=True,",
        "autoescape=False,",
        "test_hostile_input.py::test_text_is_escaped_everywhere_on_a_page",
    ),
    Fault(
        "sanitising",
        "render/xhtml.py",
        "self.pieces.append(escape(data, quote=False))",
        "self.pieces.append(data)",
        "test_epub.py::test_html_is_converted_to_xhtml",
    ),
)
