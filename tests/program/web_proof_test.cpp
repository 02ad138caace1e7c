// What the checks say of fixtures for Django, FastAPI and Starlette is so: the bad ones are run on the real framework and leak, the good
// ones do not.
#include <gtest/gtest.h>

#include "tests/support/python_probe.h"

namespace unknot::test {
namespace {

const std::string kDjango = R"(
import logging
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF="urls", SECRET_KEY="x", USE_TZ=True, USE_I18N=True, LANGUAGE_CODE="en", TIME_ZONE="UTC",
                   MIDDLEWARE=["middleware.CurrentUser", "middleware.CurrentTenant"])
import django
django.setup()
logging.disable(logging.CRITICAL)
from django.http import HttpResponse
from django.test import Client
from django.urls import path
import urls
client = Client(raise_request_exception=False)
ask = lambda path: client.get(path).content.decode()
)";

TEST(WebProof, DjangosNextRequestSeesWhatMiddlewareLeft) {
  const std::string next = kDjango + "ask('/?user=alice&tenant=acme')\nprint(ask('/'))\nask('/mail')\nask('/time')\nprint(ask('/'))\n";
  EXPECT_EQ(quiet_probe("context-leak/django", next), "['alice', 'acme'] en UTC\n['alice', 'acme'] de Europe/Berlin\n");
  EXPECT_EQ(quiet_probe("context-leak/django-clean", next), "[None, None] en UTC\n[None, None] en UTC\n");
}

/// So nothing is said of a middleware that takes down behind `get_response` without `try`.
TEST(WebProof, DjangoMakesAResponseOfWhatAViewRaises) {
  const std::string raised = kDjango + R"(
def bad(request): raise ValueError
urls.urlpatterns.append(path("bad", bad))
from middleware import local
print(client.get("/bad?user=alice&tenant=acme").status_code, local.user, local.tenant)
)";
  EXPECT_EQ(quiet_probe("context-leak/django-clean", raised), "500 None None\n");
}

const std::string kFastApi = R"(
import app
from fastapi.testclient import TestClient
client = TestClient(app.app, raise_server_exceptions=False)
)";

TEST(WebProof, WhatStandsBehindCallNextIsSkippedByAnException) {
  const std::string raised = kFastApi + R"(
headers = {"x-user": "alice", "x-tenant": "acme"}
state = lambda: (app.current_user, app.tenant, len(app.open_jobs))
print(client.get("/", headers=headers).status_code, *state())
print(client.get("/bad", headers=headers).status_code, *state())
)";
  EXPECT_EQ(quiet_probe("context-leak/fastapi", raised), "200 None None 0\n500 alice acme 1\n");
  EXPECT_EQ(quiet_probe("context-leak/fastapi-clean", raised), "200 None None 0\n500 None None 0\n");
}

/// So nothing is said of a context variable that nobody resets.
TEST(WebProof, AContextVariableIsGoneWithItsRequest) {
  const std::string next = kFastApi + R"(
with TestClient(app.app) as client:
    print(client.get("/?key=x", headers={"x-user": "alice"}).json(), client.get("/?key=x").json())
)";
  EXPECT_EQ(quiet_probe("context-leak/fastapi-traps", next), "alice None\n");
}

TEST(WebProof, WhatADependencyReleasesBehindItsYieldStaysOpen) {
  const std::string raised = kFastApi + R"(
client.get("/")
print([c.closed for c in app.opened])
app.opened.clear()
client.get("/bad")
print([c.closed for c in app.opened])
)";
  EXPECT_EQ(quiet_probe("teardown-skipped/fastapi", raised), "[True, True]\n[False, False]\n");
  EXPECT_EQ(quiet_probe("teardown-skipped/fastapi-clean", raised), "[True, True]\n[True, True]\n");
}

}  // namespace
}  // namespace unknot::test
