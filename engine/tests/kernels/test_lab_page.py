"""What the extension of Jupyter's server tells JupyterLab's page."""

from types import SimpleNamespace

from nbproctor.kernels import lab


def load(monkeypatch, **settings):
    monkeypatch.setattr(lab, "_warm_up", lambda server: None)
    server = SimpleNamespace(web_app=SimpleNamespace(settings=settings))
    lab._load_jupyter_server_extension(server)
    return server.web_app.settings["page_config_hook"]


def test_staffs_panels_and_news_are_hidden_and_students_panels_stay(monkeypatch):
    page = load(monkeypatch)(None, {"disabledExtensions": ["other"]})
    assert page["disabledExtensions"] == [
        "other",
        *(f"@jupyter/nbgrader:{part}" for part in ("formgrader", "create-assignment")),
        *("@jupyter/nbgrader:course-list", "@jupyterlab/apputils-extension:announcements"),
    ]


def test_a_page_is_changed_once_however_often_it_is_built(monkeypatch):
    hook = load(monkeypatch)
    assert hook(None, hook(None, {})) == hook(None, {})


def test_another_hook_is_called_first(monkeypatch):
    hook = load(monkeypatch, page_config_hook=lambda handler, page: {**page, "hub": handler})
    assert hook("hub", {"a": 1})["hub"] == "hub"
