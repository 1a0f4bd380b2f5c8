"""Turn an archive's overview into HTML: what happened by month, which days are in, and who is named.

Every bar and cell is a button with its figure in words; colours are the stylesheet's.
"""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

from index.catalogue import Coverage, months, told_date
from index.types import Article, Kind, PartialDate
from rag.names import Names
from ui.browsing import View
from ui.render.html import act_html, button_html, escape, said_html
from ui.wording import headline

_TOLD = 8  # headlines of a month
_DATES = 40  # dates listed of one name
_LEVELS = 4  # shades of a cell
_WEEKDAYS = "一二三四五六日"
_LEGEND = (("day in", "有报道"), ("day in guess", "有报道，日期为推断"), ("day", "没有报道"))
_FOREIGN = 'translate="no"'  # a newspaper's words, which an English page leaves as they are


def timeline_html(articles: Sequence[Article], *, view: View) -> str:
    """Show a bar for each month, and the headlines of one: the month chosen, else the newest."""
    by_month = months(articles)
    if not by_month:
        return _section("时间线", '<p class="none">没有带日期的文章。</p>')
    chosen = view.happened or [*by_month][-1]
    told = [article for month, group in by_month.items() if month.startswith(chosen) for article in group]
    return _section("时间线", f"{_bars_html(by_month, view)}{_told_html(chosen, told)}")


def _bars_html(by_month: Mapping[str, Sequence[Article]], view: View) -> str:
    """Show a row of twelve bars for each year, the newest first."""
    most = max(len(group) for month, group in by_month.items() if len(month) > 4 or len(by_month) == 1)
    years = sorted({month[:4] for month in by_month}, reverse=True)
    rows = "".join(_bar_row_html(by_month, year, most=most, view=view) for year in years)
    caption = "每月发生的事（篇数）"
    return _months_table_html(rows, caption=caption, kind="bars")


def _bar_row_html(by_month: Mapping[str, Sequence[Article]], year: str, *, most: int, view: View) -> str:
    count = sum(len(group) for month, group in by_month.items() if month.startswith(year))
    state = f"{_pressed(view.happened == year)} {said_html(f'{int(year)}年，{count} 篇')}"
    head = button_html("happened", year, value=year, kind="link", more=state)
    named = (f"{year}-{month:02d}" for month in range(1, 13))
    cells = "".join(f"<td>{_bar_html(m, len(by_month.get(m, ())), most=most, view=view)}</td>" for m in named)
    return f'<tr><th scope="row">{head}</th>{cells}</tr>'


def _bar_html(month: str, count: int, *, most: int, view: View) -> str:
    if not count:
        return ""
    height = max(1, round(10 * count / most))
    state = f"{_pressed(view.happened == month)} {said_html(f'{_month_words(month)}，{count} 篇')}"
    bar = f'<span class="rise-{height}"></span><small>{count}</small>'
    return button_html("happened", bar, value=month, kind="bar", more=state)


def _months_table_html(rows: str, *, caption: str, kind: str) -> str:
    head = "".join(f'<th scope="col">{month}月</th>' for month in range(1, 13))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="{kind}" data-roving><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">年</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _told_html(month: str, articles: Sequence[Article]) -> str:
    """List the longest reports of a month in the order of their days."""
    news = sorted(articles, key=lambda a: (a.kind is not Kind.NEWS, -len(a.text)))[:_TOLD]
    news.sort(key=lambda a: (str(told_date(a)), a.id))
    rows = "".join(
        f"<li><span>{_day_words(told_date(article))}</span>"
        f"{button_html('open', escape(headline(article)), value=article.id, kind='link', more=_FOREIGN)}</li>"
        for article in news
    )
    some = (
        f"共 {len(articles)} 篇，列出 {len(news)} 篇" if len(articles) > len(news) else f"共 {len(news)} 篇"
    )
    return f'<h4>{_month_words(month)}</h4><p>{some}</p><ol class="told">{rows}</ol>'


def coverage_html(coverage: Coverage, *, view: View) -> str:
    """Show the months of every year, then the days of one year: which are in and which are missing."""
    if coverage.bounds is None:
        return _section("收录情况", '<p class="none">档案中的报道没有日期。</p>')
    first, last = coverage.bounds
    newest = max(coverage.days).year if coverage.days else last.year
    year = view.year if first.year <= view.year <= last.year else newest
    undated = f"<p>{_undated_html(coverage.undated)}</p>" if coverage.undated else ""
    legend = "".join(
        f'<span class="{kind}" aria-hidden="true">5</span><span>{words}</span>' for kind, words in _LEGEND
    )
    days = f'<h4>{year}年</h4><p class="legend">{legend}</p>{_calendar_html(coverage, year)}'
    return _section("收录情况", f"{_years_html(coverage, year)}{undated}{days}")


def _undated_html(count: int) -> str:
    return act_html("undated", f"另有 {count} 篇日期不详", kind="link")


def _years_html(coverage: Coverage, shown: int) -> str:
    """Show a row for each year and a cell for each month: the number of days that are in."""
    first, last = coverage.bounds or (datetime.date.min, datetime.date.min)
    days = Counter((day.year, day.month) for day in coverage.days)
    years = range(last.year, first.year - 1, -1)
    rows = "".join(_year_html(coverage, year, days=days, shown=shown) for year in years)
    return _months_table_html(rows, caption="每月有报道的天数；“约”表示只知道月份", kind="months")


def _year_html(coverage: Coverage, year: int, *, days: Mapping[tuple[int, int], int], shown: int) -> str:
    cells = "".join(
        _month_html(year, month, days=days[year, month], partial=coverage.months.get((year, month), 0))
        for month in range(1, 13)
    )
    only = coverage.years.get(year, 0)
    note = f" <small>另 {only} 篇只知年份</small>" if only else ""
    state = f"{_pressed(year == shown)} {said_html(f'{year}年，看每一天')}"
    button = button_html("year", str(year), value=str(year), kind="link", more=state)
    return f'<tr><th scope="row">{button}{note}</th>{cells}</tr>'


def _month_html(year: int, month: int, *, days: int, partial: int) -> str:
    if not days and not partial:
        return f'<td><span class="cell" role="img" aria-label="{year}年{month}月没有报道">·</span></td>'
    total = calendar.monthrange(year, month)[1]
    said = f"{year}年{month}月，{days} 天有报道，缺 {total - days} 天"
    said += f"，另有 {partial} 篇只知月份" if partial else ""
    shade = -(-_LEVELS * days // total)
    label = f"{days}{'约' if partial else ''}" if days else "约"
    kind = f"cell level-{shade}{' partial' if partial else ''}"
    button = button_html("published", label, value=f"{year}-{month:02d}", kind=kind, more=said_html(said))
    return f"<td>{button}</td>"


def _calendar_html(coverage: Coverage, year: int) -> str:
    """Show a wall calendar of twelve months."""
    return f'<div class="wall">{"".join(_wall_html(coverage, year, month) for month in range(1, 13))}</div>'


def _wall_html(coverage: Coverage, year: int, month: int) -> str:
    head = "".join(f'<th scope="col">{day}</th>' for day in _WEEKDAYS)
    weeks = "".join(
        f"<tr>{''.join(_day_html(coverage, year, month, day=day) for day in week)}</tr>"
        for week in calendar.monthcalendar(year, month)
    )
    partial = coverage.months.get((year, month), 0)
    note = f"<small>另有 {partial} 篇只知月份</small>" if partial else ""
    return (
        f'<table class="wall-month" data-roving><caption>{month}月{note}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{weeks}</tbody></table>"
    )


def _day_html(coverage: Coverage, year: int, month: int, *, day: int) -> str:
    if not day:
        return "<td></td>"
    date = datetime.date(year, month, day)
    count = coverage.days.get(date, 0)
    if not count:
        return f'<td><span class="day" title="没有报道">{day}</span></td>'
    guess = date in coverage.inferred
    said = f"{month}月{day}日，{count} 篇" + ("，日期为推断" if guess else "")
    kind = f"day in{' guess' if guess else ''}"
    return f"<td>{button_html('published', str(day), value=str(date), kind=kind, more=said_html(said))}</td>"


def names_html(names: Names, articles: Mapping[str, Article], *, view: View) -> str:
    """Show the people and the organisations that most articles name, with the days of these."""
    groups = (("人物", names.people), ("机构", names.organisations))
    lists = "".join(_group_html(title, group, articles, view=view) for title, group in groups)
    most = max(len(names.people), len(names.organisations))
    more = act_html("names", "列出更多", kind="quiet") if most > view.names else ""
    return _section("人物与机构", f'<div class="names">{lists}</div>{more}')


def _group_html(
    title: str, group: Mapping[str, tuple[str, ...]], articles: Mapping[str, Article], *, view: View
) -> str:
    rows = "".join(
        _name_html(name, [articles[i] for i in ids if i in articles], view=view)
        for name, ids in [*group.items()][: view.names]
    )
    return f"<section><h4>{title}</h4>{f'<ul>{rows}</ul>' if rows else '<p>没有找到。</p>'}</section>"


def _name_html(name: str, articles: Sequence[Article], *, view: View) -> str:
    dates = sorted({str(date) for article in articles if (date := told_date(article))})
    state = f"{_pressed(view.named == name)} {_FOREIGN}"
    button = button_html("named", escape(name), value=name, kind="link", more=state)
    button += f'<span class="number">{len(articles)} 篇</span>'
    if not dates:
        return f"<li>{button}</li>"
    span = dates[0] if dates[0] == dates[-1] else f"{dates[0]} 至 {dates[-1]}"
    listed = "".join(f"<li>{date}</li>" for date in dates[:_DATES])
    rest = f"<li>等 {len(dates)} 个日期</li>" if len(dates) > _DATES else ""
    days = f'<details><summary>{span}</summary><ul class="dates">{listed}{rest}</ul></details>'
    return f"<li>{button}{days}</li>"


def _pressed(pressed: bool) -> str:
    return f'aria-pressed="{str(pressed).lower()}"'


def _section(title: str, body: str) -> str:
    """Let a reader fold a part away: on a phone all of it would stand before the list."""
    return f'<details class="part" open><summary><h3>{title}</h3></summary>{body}</details>'


def _month_words(month: str) -> str:
    return PartialDate.parse(month).words


def _day_words(date: PartialDate | None) -> str:
    if date is None:
        return ""
    return f"{date.month}月{date.day}日" if date.day else "日不详" if date.month else "月不详"
