from django.urls import path

from moderation import views

urlpatterns = [
    path("reports/", views.report_list, name="reports"),
    path("reports/<str:key>/", views.report_decide, name="report_decide"),
]
