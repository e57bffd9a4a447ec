from django.urls import path

from thesaurus import views

urlpatterns = [
    path("", views.concept_list, name="thesaurus"),
    path("<slug:ref>/", views.concept_detail, name="concept"),
]
